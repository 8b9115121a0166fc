from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from seedlite._constants import OP_FULLY_CONNECTED
from seedlite.conversion import quantized_samples
from seedlite.errors import UnsupportedError
from seedlite.graph import WEIGHTS
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


def test_replay_of_shared_weights_is_refused():
    model = parse(zoo.tflite("mlp"))
    dense = [o for o in model.operators if o.code == OP_FULLY_CONNECTED]
    dense[1].inputs[WEIGHTS] = dense[0].inputs[WEIGHTS]
    with pytest.raises(UnsupportedError, match=r"m\.tflite: operator 0 .*another operator's too"):
        Original(model, "m.tflite")


def test_replay_of_a_batch_that_is_not_first_is_refused():
    model = parse(zoo.tflite("mlp"))
    index = model.operators[0].outputs[0]
    model.tensors[index] = replace(model.tensors[index], shape=(4, 4))
    with pytest.raises(UnsupportedError, match=r"shape \(4, 4\)"):
        Original(model, "m.tflite")
