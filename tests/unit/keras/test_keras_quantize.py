import numpy as np
import pytest

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.quantize import quantize
from seedlite.model.borders.floats import quantize as quantize_samples
from tests.support import zoo
from tests.support.comparing import rows_of_tflm
from tests.support.interpreters import LiteRT, graph, operators

keras = import_keras()
layers, ops = keras.layers, keras.ops


def data(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (16, *shape)).astype(np.float32)


def model_of(shape: tuple[int | None, ...], *stack: keras.layers.Layer, **input) -> keras.Model:
    return keras.Sequential([keras.Input(shape, **input), *stack], name="tested")


@pytest.mark.parametrize("name", zoo.names())
def test_quantize_network_on_tflm_is_close_to_float(name):
    """The int8 outputs, times their scale, follow the float model's."""
    flatbuffer, x = zoo.tflite(name), zoo.calibration(name)
    details = LiteRT(flatbuffer)
    outputs = rows_of_tflm(flatbuffer, quantize_samples(x, *details.input["quantization"]))
    scale, zero_point = details.output["quantization"]
    expected = np.array(zoo.build(name)(x)).reshape(len(x), -1)
    error = (outputs.astype(float) - zero_point) * scale - expected
    assert np.sqrt(np.mean(error**2)) < 0.1 * expected.std()


def test_quantize_dense_weights_have_a_scale_per_output():
    model = model_of((6,), layers.Dense(4))
    weights = np.random.default_rng(1).normal(size=(6, 4)) * [1, 2, 3, 4]
    model.set_weights([weights, np.zeros(4)])
    tensors = graph(quantize(model, data(6))).tensors
    (dense,) = [t for t in tensors if list(t.shape) == [4, 6]]
    assert np.allclose(np.abs(weights).max(axis=0) / 127, dense.quantization.scale)


def test_quantize_model_with_batch_size_1_is_accepted():
    source = keras.Input(batch_shape=(1, 6))
    model = keras.Model(source, layers.Dense(4)(source))
    assert operators(quantize(model, data(6))) == ["FULLY_CONNECTED"]


def test_quantize_mlperf_tiny_resnet_is_close_to_float(shared):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (20, 32, 32, 3)).astype(np.float32)
    path = shared / "models" / "ic_resnet8.h5"
    litert = LiteRT(quantize(path, x))
    outputs = litert(quantize_samples(x, *litert.input["quantization"]))
    expected = np.array(keras.saving.load_model(path, compile=False)(x))
    error = (outputs.astype(float) + 128) / 256 - expected
    assert np.sqrt(np.mean(error**2)) < 0.05


def test_quantize_samples_equals_litert_on_float_input():
    """LiteRT's own QUANTIZE, as it stands before a model with float input."""
    import tensorflow as tf

    model = model_of((50,), layers.Dense(3))
    with quiet():
        function = tf.function(
            lambda x: model(x), input_signature=[tf.TensorSpec([1, 50], tf.float32)]
        ).get_concrete_function()
        owner = tf.Module()
        owner.held = list(function.variables)
        converter = tf.lite.TFLiteConverter.from_concrete_functions([function], owner)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([x[np.newaxis]] for x in data(50))
        flatbuffer = converter.convert()
    litert = LiteRT(flatbuffer, keep_all=True)
    quantized = graph(flatbuffer).operators[0].outputs[0]
    scale = float(graph(flatbuffer).tensors[quantized].quantization.scale[0])
    zero_point = int(graph(flatbuffer).tensors[quantized].quantization.zeroPoint[0])
    halves = (np.arange(-130, 120, dtype=np.float32) + np.float32(0.5)) * np.float32(scale)
    for x in np.concatenate([halves.reshape(-1, 50), 1.5 * data(50)]):
        litert(x[np.newaxis])
        expected = litert.tensor(quantized)[0]
        assert np.array_equal(expected, quantize_samples(x, scale, zero_point))


def test_quantize_writes_nothing_to_the_screen(capfd):
    quantize(model_of((6,), layers.Dense(4)), data(6))
    assert capfd.readouterr() == ("", "")


class Subclassed(keras.Model):
    def call(self, x):
        return x


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Subclassed(name="tested"), "no declared input; build it with keras.Input"),
        (lambda: model_of((None, 3), layers.Dense(2)), r"open shape \(None, None, 3\)"),
        (lambda: model_of((3,), layers.Dense(2), batch_size=8), "batch size fixed at 8"),
        (lambda: model_of((3,), layers.Embedding(9, 2), dtype="int32"), "is int32; float32"),
        (lambda: model_of((6,), layers.Lambda(ops.erf)), r"int8 \.tflite \(.*Erf"),
    ],
    ids=["subclassed", "open-dimension", "batch-8", "int32", "erf"],
)
def test_quantize_unsuitable_model_is_refused(build, message):
    with pytest.raises(UnsupportedError, match=f"^model 'tested': .*{message}"):
        quantize(build(), data(6))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (data(7), r"x has shape \(16, 7\); the model's input needs \[n, 6\]"),
        (data(6)[0], r"x has shape \(6,\)"),
        (data(6)[:0], "x is empty"),
        (data(6) * np.nan, r"x\[0, 0\] is nan"),
        (data(6).astype(object), "x is of type object"),
    ],
    ids=["shape", "no-batch", "empty", "nan", "object"],
)
def test_quantize_unsuitable_calibration_is_refused(x, message):
    with pytest.raises(BadInputError, match=f"^calibration of model 'tested': {message}"):
        quantize(model_of((6,), layers.Dense(4)), x)
