"""SUM."""

from seedlite.format import constants as c
from tests.support.operators.example import IMAGE, Example
from tests.support.reductions import reduction, reductions

EXAMPLE = Example(
    reduction(c.OP_SUM, IMAGE, [1, 2], (0.9, 4)), drawn=reductions(c.OP_SUM, rescaled=True)
)
