import numpy as np

from seedlite.compress.advice import warnings_of
from seedlite.compress.inputs import ConversionSamples
from seedlite.format.constants import OP_RELU6, TYPE_INT8
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import quantization


def relu6(output_scale: float) -> Model:
    tensors = [Tensor((1, 8), TYPE_INT8, None, quantization(s)) for s in (0.1, output_scale)]
    return Model(tensors, [Operator(OP_RELU6, [0], [1])], [0], [1])


def test_relu6_that_would_have_to_rescale_is_warned_of():
    samples = ConversionSamples(True, np.zeros((100, 8)), None, None)
    (alone,) = warnings_of(relu6(0.1), "seeded", samples, 5)
    assert "no layer with weights" in alone
    (warning, _) = warnings_of(relu6(0.05), "seeded", samples, 5)
    assert "0 RELU6" in warning
