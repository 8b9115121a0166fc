"""Small untrained networks that together contain every operator seedlite runs, as int8 `.tflite`.

`tflite(name)` converts on first use (about a second) and caches the result in the process. The
bytes depend only on the name and TensorFlow's version.
"""

import functools
import zlib
from collections.abc import Callable

import numpy as np

from seedlite.keras.backend import import_keras
from seedlite.keras.quantize import quantize

keras = import_keras()
layers, ops = keras.layers, keras.ops

_CALIBRATION_SAMPLES = 32
_BUILDERS: dict[str, tuple[tuple[int, ...], Callable]] = {}
OPERATORS: dict[str, set[str]] = {}  # network -> TFLite's operator names


def names() -> list[str]:
    return list(_BUILDERS)


def build(name: str) -> keras.Model:
    """Returns the network with random weights and batch-norm statistics, the same in every
    process."""
    shape, body = _BUILDERS[name]
    keras.utils.clear_session()  # restarts layer names, which are stored in the file, at 1
    source = keras.Input(shape, name="input")
    model = keras.Model(source, body(source), name=name)
    rng = _rng(name)
    for variable in model.variables:
        variable.assign(_random_weights(variable, rng))
    return model


def calibration(name: str) -> np.ndarray:
    """Returns float32 [32, ...input shape] in -4 ... 4: enough to reach the limits of
    activations."""
    shape, _ = _BUILDERS[name]
    return _rng(name).uniform(-4, 4, (_CALIBRATION_SAMPLES, *shape)).astype(np.float32)


@functools.cache
def tflite(name: str) -> bytes:
    """Returns the network as int8 `.tflite`, batch size 1."""
    return quantize(build(name), calibration(name))


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def _random_weights(variable, rng: np.random.Generator) -> np.ndarray:
    kind, shape = variable.name, variable.shape
    if kind in ("gamma", "moving_variance"):
        return rng.uniform(0.5, 1.5, shape)
    if len(shape) == 1:
        return rng.normal(0, 0.2, shape)
    fan_in = np.prod(shape[:2]) if "depthwise" in kind else np.prod(shape[:-1])
    # output channels get different spreads, so that per-channel scales differ
    return rng.normal(0, fan_in**-0.5, shape) * rng.uniform(0.5, 2, shape[-1])


def _network(shape: tuple[int, ...], operators: str) -> Callable:
    def register(body: Callable) -> Callable:
        name = body.__name__.strip("_")
        _BUILDERS[name] = shape, body
        OPERATORS[name] = set(operators.split())
        return body

    return register


def _norm_relu(x, max_value=None):
    return layers.ReLU(max_value=max_value)(layers.BatchNormalization()(x))


@_network((40,), "FULLY_CONNECTED SOFTMAX")
def _mlp(x):
    x = layers.Dense(32, activation="relu")(x)
    x = layers.Dense(24, activation="relu6")(x)
    x = layers.Dense(5)(x)
    return layers.Softmax()(x)


@_network((40,), "FULLY_CONNECTED LOGISTIC")
def _scorer(x):
    x = layers.Dense(17, activation="relu", use_bias=False)(x)
    return layers.Dense(1, activation="sigmoid")(x)


@_network((12, 10, 3), "CONV_2D MAX_POOL_2D AVERAGE_POOL_2D RESHAPE FULLY_CONNECTED SOFTMAX")
def _plain_cnn(x):
    x = _norm_relu(layers.Conv2D(8, 3, padding="same", use_bias=False)(x))
    x = layers.MaxPooling2D()(x)
    x = _norm_relu(layers.Conv2D(12, (3, 2), padding="valid")(x))
    x = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    x = layers.Conv2D(10, 1, strides=2)(x)
    x = layers.Flatten()(x)
    return layers.Dense(6, activation="softmax")(x)


@_network((12, 10, 3), "CONV_2D DEPTHWISE_CONV_2D ADD MEAN FULLY_CONNECTED SOFTMAX")
def _residual_separable(x):
    x = _norm_relu(layers.Conv2D(8, 3, strides=2, padding="same")(x), 6)
    shortcut = x
    x = _norm_relu(layers.Conv2D(16, 1, use_bias=False)(x), 6)
    x = _norm_relu(layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x), 6)
    x = layers.BatchNormalization()(layers.Conv2D(8, 1, use_bias=False)(x))
    x = layers.Add()([shortcut, x])
    x = _norm_relu(layers.DepthwiseConv2D(3, strides=2, depth_multiplier=2)(x), 6)
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(5, activation="softmax")(x)


@_network((9, 11, 4), "PAD PADV2 CONV_2D DEPTHWISE_CONV_2D MEAN")
def _padded(x):
    x = layers.ZeroPadding2D(((1, 2), (0, 3)))(x)
    x = layers.SeparableConv2D(8, 3, activation="relu")(x)
    x = ops.pad(x, ((0, 0), (2, 0), (1, 1), (0, 0)), constant_values=0.5)
    x = layers.Conv2D(6, (2, 3), strides=(2, 1))(x)
    return layers.GlobalAveragePooling2D()(x)


@_network((8, 8, 4), "CONV_2D MAX_POOL_2D CONCATENATION RELU RELU6 LOGISTIC QUANTIZE MEAN")
def _inception(x):
    narrow = layers.Conv2D(5, 1)(x)
    wide = layers.Conv2D(7, 3, padding="same", activation="relu6")(x)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    x = layers.Concatenate()([narrow, wide, pooled])
    # TFLM's RELU6 needs one scale for input and output: one concatenation of x and relu6(x)
    x = layers.Concatenate(axis=1)([x, layers.ReLU(max_value=6)(x)])
    x = layers.MaxPooling2D()(x)
    squashed = layers.Activation("sigmoid")(x)  # its scale is fixed, so x is requantized
    x = layers.ReLU()(layers.Concatenate()([squashed, x]))
    x = layers.Conv2D(8, 3)(x)
    return layers.GlobalAveragePooling2D()(x)


@_network((8, 6, 4), "CONV_2D MEAN LOGISTIC MUL ADD RESHAPE FULLY_CONNECTED")
def _squeeze_excite(x):
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(3, 1, activation="relu")(gate)
    gate = layers.Conv2D(8, 1, activation="sigmoid")(gate)
    gated = layers.Multiply()([x, gate])
    x = layers.Add()([x, gated])
    x = layers.Multiply()([x, x])
    return layers.Dense(3)(layers.Flatten()(x))


@_network(
    (8, 6, 4), "CONV_2D SPLIT DEPTHWISE_CONV_2D CONCATENATION RESHAPE TRANSPOSE STRIDED_SLICE MEAN"
)
def _shuffle(x):
    x = layers.Conv2D(8, 1, activation="relu")(x)
    kept, x = ops.split(x, 2, axis=-1)
    x = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.Concatenate()([kept, x])
    x = layers.Reshape((8, 6, 2, 4))(x)
    x = layers.Permute((1, 2, 4, 3))(x)
    x = layers.Reshape((8, 6, 8))(x)
    x = x[:, 1:, ::2, :6]
    x = layers.Conv2D(5, 3)(x)
    return layers.GlobalAveragePooling2D()(x)
