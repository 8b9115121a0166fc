"""UNPACK."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def unpacked(shape: tuple[int, ...], axis: int) -> Model:
    g = Graph()
    inputs, rest = [g.operand(Int8(shape))], shape[:axis] + shape[axis + 1 :]
    outputs = [g.operand(Int8(rest)) for _ in range(shape[axis])]
    return g.model(c.OP_UNPACK, inputs, outputs, {"num": shape[axis], "axis": axis})


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 5, rng.integers(2, 5))))
    return unpacked(shape, int(rng.integers(len(shape))))


EXAMPLE = Example(unpacked((1, 3, 5, 4), 1), drawn=seeds.map(drawn))
