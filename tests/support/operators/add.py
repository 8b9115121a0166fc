"""ADD."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8

EXAMPLE = Example(
    ops.add(IMAGE, Int8((5, 1), 0.2, 7), (0.3, 1)), takes_constants=True, any_rank=(1,)
)
