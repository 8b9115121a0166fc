"""PACK."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def packed(shape: tuple[int, ...], axis: int, count: int) -> Model:
    g = Graph()
    inputs = [g.operand(Int8(shape)) for _ in range(count)]
    output = g.operand(Int8((*shape[:axis], count, *shape[axis:])))
    return g.model(c.OP_PACK, inputs, [output], {"values_count": count, "axis": axis})


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 7, rng.integers(1, 4))))
    return packed(shape, int(rng.integers(len(shape) + 1)), int(rng.integers(1, 5)))


EXAMPLE = Example(packed((1, 5, 4), 1, 2), drawn=seeds.map(drawn), takes_constants=True)
