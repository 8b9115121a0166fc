"""RELU6."""

from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.relu6(IMAGE), drawn=tensors().map(ops.relu6))
