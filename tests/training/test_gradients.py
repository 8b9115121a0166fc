"""The gradients of the search without TensorFlow, against TensorFlow's."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.data.samples import quantized_samples
from seedlite.model.heads import heads_of
from seedlite.model.parse import parse
from seedlite.search.calibrated import gradients as gradients_module
from seedlite.search.calibrated.gradients import activations, walk_back
from seedlite.training.network import Teacher
from tests.support import zoo

SAMPLES, SKETCHES = 16, 2


def truth(model, x: np.ndarray, sketch: np.ndarray) -> dict[int, np.ndarray]:
    """TensorFlow's gradients at the layers' sums: [samples, ...] by operator."""
    teacher = Teacher(model, "m.tflite")
    taps: dict[int, tf.Variable] = {}

    def tapped(number: int, values: tf.Tensor) -> tf.Tensor:
        sums = teacher._biased(number, values)
        if number not in taps:
            taps[number] = tf.Variable(tf.zeros(sums.shape))
        return sums + taps[number]

    inputs = tf.constant(x, tf.float32)
    teacher.replay.run(inputs, tapped)
    with tf.GradientTape() as tape:
        outputs = teacher.replay.run(inputs, tapped)
        product = tf.reduce_sum(tf.reshape(outputs, (SAMPLES, -1)) * sketch.reshape(SAMPLES, -1))
    numbers = list(taps)
    return {
        number: gradient.numpy()
        for number, gradient in zip(
            numbers, tape.gradient(product, [taps[n] for n in numbers]), strict=True
        )
        if gradient is not None
    }


@pytest.mark.parametrize("name", zoo.names())
def test_gradients_are_those_of_tensorflow(name, monkeypatch):
    file = zoo.tflite(name)
    model, x = parse(file), zoo.calibration(name)[:SAMPLES]
    (head,) = heads_of(model)
    shape = (SKETCHES, SAMPLES, *model.tensors[head.tensor].shape)
    sketch = np.random.default_rng(0).integers(0, 2, shape) * 2.0 - 1.0
    monkeypatch.setattr(gradients_module, "sketches", lambda *_: sketch * (head.beta or 1.0))
    found: dict[int, np.ndarray] = {}
    states = activations(model, quantized_samples(model, x, "x"))
    walk_back(states, SKETCHES, 0, found.__setitem__)
    expected = truth(model, x, sketch[1])
    assert found.keys() == expected.keys()
    for number, gradient in found.items():
        own, theirs = gradient[1].ravel(), expected[number].ravel()
        error = np.square(own - theirs).sum() / np.square(theirs).sum()
        assert error < 0.2, number  # sums are rounded differently, which opens other rectifiers
