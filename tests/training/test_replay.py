import numpy as np
import pytest
import tensorflow as tf

from seedlite.data.samples import quantized_samples
from seedlite.errors import UnsupportedError
from seedlite.execution.run import run
from seedlite.format.constants import OP_FULLY_CONNECTED
from seedlite.keras.quantize import quantize
from seedlite.model.layers import WEIGHTS
from seedlite.model.parse import parse
from seedlite.training.network import Teacher
from tests.support import zoo

CHANNELS = 8


def relative_error(file: bytes, x: np.ndarray) -> float:
    """Of the replay with all samples at once, against the runtime: the mean square of the steps
    between both, over the outputs' variance."""
    model = parse(file)
    original = Teacher(model, "m.tflite")
    real = original(tf.constant(x, tf.float32))
    if original.replay.probabilities:
        real = tf.nn.softmax(real)
    output = model.tensors[model.outputs[0]]
    expected = run(file, quantized_samples(model, x, "x")).outputs.reshape(len(x), -1)
    found = np.rint(real.numpy().reshape(len(x), -1) / output.scale + output.zero_point)
    error = np.clip(found, -128, 127) - expected
    return np.square(error).mean() / expected.astype(float).var()


@pytest.mark.parametrize("name", zoo.names())
def test_replay_gives_what_the_runtime_gives(name):
    """But for roundings: float32 sums and one rounding an activation, not TFLM's two."""
    assert relative_error(zoo.tflite(name), zoo.calibration(name)[:64]) < 0.005


@pytest.fixture(scope="module")
def excited() -> bytes:
    """Squeeze and excite, whose gates have fewer dimensions than the image in the .tflite."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    source = keras.Input((6, 6, 3))
    image = layers.Conv2D(CHANNELS, 3, activation="relu")(source)
    gates = layers.GlobalAveragePooling2D()(image)
    gates = layers.Dense(CHANNELS, activation="sigmoid", kernel_initializer="he_normal")(gates)
    image = layers.Multiply()([image, layers.Reshape((1, 1, CHANNELS))(gates)])
    output = layers.Dense(5)(layers.Flatten()(image))
    return quantize(keras.Model(source, output), excited_samples(100))


def excited_samples(count: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 1, (count, 6, 6, 3)).astype(np.float32)


@pytest.mark.parametrize("samples", [1, 5, CHANNELS])
def test_replay_of_gates_reshaped_and_multiplied_gives_what_the_runtime_gives(excited, samples):
    assert relative_error(excited, excited_samples(samples)) < 0.005


def test_replay_of_shared_weights_is_refused():
    model = parse(zoo.tflite("mlp"))
    dense = [o for o in model.operators if o.code == OP_FULLY_CONNECTED]
    dense[1].inputs[WEIGHTS] = dense[0].inputs[WEIGHTS]
    with pytest.raises(UnsupportedError, match=r"m\.tflite: operator 0 .*another operator's too"):
        Teacher(model, "m.tflite")
