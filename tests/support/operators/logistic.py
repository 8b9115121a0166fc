"""LOGISTIC."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.logistic(IMAGE))
