"""SLICE."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def sliced(shape: tuple[int, ...], begin: list[int], size: list[int]) -> Model:
    g = Graph()
    out = [e - b if s == -1 else s for e, b, s in zip(shape, begin, size, strict=True)]
    inputs = [g.operand(Int8(shape)), g.integers(begin), g.integers(size)]
    return g.model(c.OP_SLICE, inputs, [g.operand(Int8(tuple(out)))])


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 7, rng.integers(1, 5))))
    begin = [int(rng.integers(e)) for e in shape]
    size = [int(rng.integers(1, e - b + 1)) for e, b in zip(shape, begin, strict=True)]
    return sliced(shape, begin, size)


EXAMPLE = Example(sliced((1, 6, 5, 4), [0, 1, 2, 0], [1, 3, -1, 4]), drawn=seeds.map(drawn))
