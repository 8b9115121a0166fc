"""SOFTMAX."""

from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.operators.example import Example
from tests.support.ops import Int8

EXAMPLE = Example(ops.softmax(Int8((3, 20), 0.2, 8)), drawn=tensors().map(ops.softmax))
