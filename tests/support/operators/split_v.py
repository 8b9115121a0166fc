"""SPLIT_V."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def split_v(shape: tuple[int, ...], axis: int, sizes: list[int]) -> Model:
    g = Graph()
    parts = [tuple(s if d == axis else e for d, e in enumerate(shape)) for s in sizes]
    inputs = [g.operand(Int8(shape)), g.integers(sizes), g.integers(axis)]
    outputs = [g.operand(Int8(part)) for part in parts]
    return g.model(c.OP_SPLIT_V, inputs, outputs, {"num_splits": len(sizes)})


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 7, rng.integers(1, 5))))
    axis = int(rng.integers(len(shape)))
    cuts = sorted({0, shape[axis], *map(int, rng.integers(0, shape[axis] + 1, 2))})
    return split_v(shape, axis, np.diff(cuts).tolist())


EXAMPLE = Example(split_v((1, 6, 5, 4), 1, [1, 3, 2]), drawn=seeds.map(drawn))
