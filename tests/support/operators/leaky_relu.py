"""LEAKY_RELU."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import quantizations, tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def leaky_relu(x: Int8, output: tuple[float, int], alpha: float) -> Model:
    return ops.unary(c.OP_LEAKY_RELU, x, Int8(x.shape, *output), options={"alpha": alpha})


slopes = st.sampled_from([0.0, 0.1, 0.3, -0.2, 1.5])
EXAMPLE = Example(
    leaky_relu(IMAGE, (0.2, 5), 0.1), drawn=st.builds(leaky_relu, tensors(), quantizations, slopes)
)
