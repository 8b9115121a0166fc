"""Keras models with what is common in practice: the int8 outputs follow the float model's."""

import numpy as np
import pytest

from seedlite.errors import UnsupportedError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.quantize import quantize
from seedlite.model.borders.floats import quantize as quantize_samples
from tests.support.interpreters import LiteRT

keras = import_keras()
layers = keras.layers

IMAGES = np.random.default_rng(0).uniform(0, 255, (40, 8, 8, 3)).astype(np.float32)


def augmented() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.RandomFlip(),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.RandomContrast(0.1),
            layers.GaussianNoise(0.5),
            layers.Dropout(0.5),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(4, 3),
            layers.Flatten(),
            layers.Dense(5),
        ]
    )


def normalized() -> keras.Model:
    """BatchNormalization behind everything, on statistics that are not 0 and 1."""
    normalization = layers.Normalization()
    normalization.adapt(IMAGES)
    stack = [normalization]
    for layer in (
        layers.Conv2D(6, 3),
        layers.DepthwiseConv2D(3),
        layers.Flatten(),
        layers.Dense(8),
    ):
        stack += [layer, layers.BatchNormalization(), layers.ReLU()]
    model = keras.Sequential([keras.Input((8, 8, 3)), *stack, layers.Dense(5)])
    rng = np.random.default_rng(1)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])
    return model


def nested() -> keras.Model:
    """A model in a model, and a layer used twice."""
    block = keras.Sequential([layers.Conv2D(3, 3, padding="same"), layers.ReLU()], name="block")
    source = keras.Input((8, 8, 3))
    x = layers.Rescaling(1 / 255)(source)
    x = layers.Add()([x, block(block(x))])
    inner_source = keras.Input((8, 8, 3))
    inner = layers.Dense(5)(layers.GlobalAveragePooling2D()(inner_source))
    return keras.Model(source, keras.Model(inner_source, inner, name="head")(x))


def dequantized(file: bytes, samples: np.ndarray) -> np.ndarray:
    """The outputs of a new interpreter as real numbers."""
    litert = LiteRT(file)
    outputs = litert(quantize_samples(samples, *litert.input["quantization"]))
    scale, zero_point = litert.output["quantization"]
    return (outputs.astype(float) - zero_point) * scale


@pytest.mark.parametrize("build", [augmented, normalized, nested])
def test_quantize_common_layers_follow_keras(build):
    keras.utils.set_random_seed(0)
    model = build()
    expected = np.array(model(IMAGES, training=False))
    found = dequantized(quantize(model, IMAGES), IMAGES)
    assert np.sqrt(np.mean((found - expected) ** 2)) < 0.1 * expected.std()


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float16"])
def test_quantize_mixed_precision_is_its_float32_model(policy):
    files = []
    for name in ("float32", policy):
        keras.utils.clear_session()
        keras.utils.set_random_seed(0)
        keras.config.set_dtype_policy(name)
        try:
            model = keras.Sequential(
                [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, name=policy), layers.Flatten()]
            )
        finally:
            keras.config.set_dtype_policy("float32")
        weights = np.random.default_rng(2).integers(-8, 9, (3, 3, 3, 4)) / 8  # exact in all types
        model.set_weights([weights, np.zeros(4)])
        files.append(quantize(model, IMAGES))
    assert files[0] == files[1]


@pytest.mark.parametrize("form", ["m.keras", "m.h5", "m"])
def test_quantize_any_form_gives_the_same_integers(form, tmp_path):
    keras.utils.set_random_seed(0)
    model = nested()
    with quiet():
        model.save(tmp_path / form) if "." in form else model.export(tmp_path / form, verbose=False)
    x = np.random.default_rng(3).integers(-128, 128, (20, 8, 8, 3)).astype(np.int8)
    expected, found = (LiteRT(quantize(m, IMAGES))(x) for m in (model, tmp_path / form))
    assert np.array_equal(expected, found)


SERIES = np.random.default_rng(4).normal(size=(10, 6, 2)).astype(np.float32)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_quantize_recurrent_layer_of_an_inner_model_follows_keras(kind):
    keras.utils.set_random_seed(0)
    inner = keras.Sequential([keras.Input((6, 2)), getattr(layers, kind)(3, name="memory")])
    source = keras.Input((6, 2))
    model = keras.Model(source, layers.Dense(2)(inner(source)))
    file = quantize(model, SERIES)
    # an interpreter for each sequence, as an LSTM's state goes on
    found = np.concatenate([dequantized(file, x) for x in np.split(SERIES, len(SERIES))])
    expected = np.array(model(SERIES, training=False))
    assert np.sqrt(np.mean((found - expected) ** 2)) < 0.1 * expected.std()


def test_quantize_recurrent_layer_of_a_saved_model_is_named(tmp_path):
    model = keras.Sequential([keras.Input((6, 2)), layers.GRU(3, name="memory")])
    with quiet():
        model.export(tmp_path / "m", verbose=False)
    with pytest.raises(UnsupportedError, match=r"'.*/memory.*': a loop .*WHILE"):
        quantize(tmp_path / "m", SERIES)
