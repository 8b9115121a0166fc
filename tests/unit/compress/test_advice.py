import numpy as np
import pytest

from seedlite.compress.advice import warnings_of
from seedlite.compress.inputs import ConversionSamples
from seedlite.data import LabelledData
from seedlite.format.constants import OP_RELU6, TYPE_INT8
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import dense_model, quantization


def relu6(output_scale: float) -> Model:
    tensors = [Tensor((1, 8), TYPE_INT8, None, quantization(s)) for s in (0.1, output_scale)]
    return Model(tensors, [Operator(OP_RELU6, [0], [1])], [0], [1])


def test_relu6_that_would_have_to_rescale_is_warned_of():
    samples = ConversionSamples(True, np.zeros((100, 8)), None, None)
    (alone,) = warnings_of(relu6(0.1), "seeded", samples, 5, 2.0)
    assert "no layer with weights" in alone
    (warning, _) = warnings_of(relu6(0.05), "seeded", samples, 5, 2.0)
    assert "0 RELU6" in warning


@pytest.mark.parametrize(
    ("bits", "measured", "warned"), [(1, False, True), (1, True, False), (2, False, False)]
)
def test_few_bits_that_nobody_measured_are_warned_of(bits, measured, warned):
    x = np.zeros((100, 8))
    data = LabelledData(x, None, "x") if measured else None
    samples = ConversionSamples(True, x, data, None)
    found = warnings_of(dense_model(4, 8), "seeded", samples, 5, bits)
    assert any("bits per weight keep little" in text for text in found) == warned
