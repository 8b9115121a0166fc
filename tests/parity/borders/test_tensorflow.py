"""What TensorFlow's own converter makes with float32 and uint8 ports."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.compress.pipeline import convert
from seedlite.keras.backend import import_keras
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.support.border_graphs import assert_same, ports

keras = import_keras()


def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    x = source = keras.Input((8, 8, 2), batch_size=1)
    x = keras.layers.Conv2D(6, 3, activation="relu")(x)
    x = keras.layers.Flatten()(x)
    logits = keras.layers.Dense(4)(x)
    return keras.Model(source, [logits, keras.layers.Softmax()(logits)])


def quantized(model: keras.Model, source: tf.DType, target: tf.DType) -> bytes:
    x = np.random.default_rng(0).normal(0, 1, (40, 1, 8, 8, 2)).astype(np.float32)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([one] for one in x)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type, converter.inference_output_type = source, target
    return converter.convert()


@pytest.mark.filterwarnings("ignore:Statistics for quantized")
@pytest.mark.parametrize(
    ("source", "target"),
    [(tf.float32, tf.float32), (tf.uint8, tf.uint8), (tf.uint8, tf.float32), (tf.int8, tf.float32)],
    ids=lambda dtype: dtype.name,
)
def test_model_of_tensorflow_converts_and_gives_the_bits_of_tflm(source, target, tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(quantized(network(), source, target))
    assert_same(path.read_bytes(), deployable(path.read_bytes()))
    file = convert(path, bits=4).file
    stock = expand(file)
    assert_same(stock, file)
    assert [port[1:] for port in ports(stock)] == [port[1:] for port in ports(path.read_bytes())]
