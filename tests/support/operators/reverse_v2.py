"""REVERSE_V2."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Int8


def reversed_along(shape: tuple[int, ...], axes: list[int]) -> Model:
    return ops.unary(c.OP_REVERSE_V2, Int8(shape), Int8(shape), [axes])


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 6, rng.integers(1, 6))))
    first, last = sorted(map(int, rng.integers(0, len(shape), 2)))
    axes = [a - len(shape) * int(rng.integers(2)) for a in range(first, last + 1)]
    return reversed_along(shape, rng.permutation(axes).tolist())


EXAMPLE = Example(reversed_along((1, 6, 5, 4), [-1, 2]), drawn=seeds.map(drawn))
