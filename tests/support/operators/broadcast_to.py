"""BROADCAST_TO."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Int8


def repeated(shape: tuple[int, ...], output: tuple[int, ...]) -> Model:
    return ops.unary(c.OP_BROADCAST_TO, Int8(shape), Int8(output), [output])


def drawn(seed: int) -> Model:
    """Of as many dimensions: TFLM compares those of fewer with the wrong ones."""
    rng = np.random.default_rng(seed)
    output = tuple(map(int, rng.integers(1, 5, rng.integers(1, 6))))
    return repeated(tuple(1 if rng.random() < 0.5 else e for e in output), output)


EXAMPLE = Example(repeated((1, 1, 5, 1), (2, 3, 5, 4)), drawn=seeds.map(drawn))
