"""REDUCE_MIN."""

from seedlite.format import constants as c
from tests.support.operators.example import IMAGE, Example
from tests.support.reductions import reduction, reductions

EXAMPLE = Example(reduction(c.OP_REDUCE_MIN, IMAGE, [3]), drawn=reductions(c.OP_REDUCE_MIN))
