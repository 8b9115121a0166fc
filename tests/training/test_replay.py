import numpy as np
import pytest
import tensorflow as tf

from seedlite.conversion import quantized_samples
from seedlite.running import run
from seedlite.tflite import parse
from seedlite.training.network import Original
from tests.models import zoo


@pytest.mark.parametrize("name", zoo.names())
def test_replay_gives_what_the_runtime_gives(name):
    """But for roundings: float32 sums and one rounding an activation, not TFLM's two."""
    file = zoo.tflite(name)
    model = parse(file)
    x = zoo.calibration(name)[:64]
    original = Original(model, name)
    real = original(tf.constant(x, tf.float32))
    if original.replay.probabilities:
        real = tf.nn.softmax(real)
    quantization = model.tensors[model.outputs[0]].quantization
    scale, zero_point = quantization.scales[0], quantization.zero_points[0]
    expected = run(file, quantized_samples(model, x, name)).outputs.reshape(len(x), -1)
    found = np.rint(real.numpy().reshape(len(x), -1) / scale + zero_point)
    error = np.clip(found, -128, 127) - expected
    assert np.square(error).mean() < 0.005 * expected.astype(float).var()
