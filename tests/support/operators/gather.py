"""GATHER."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def gathered(shape: tuple[int, ...], axis: int, indices: np.ndarray) -> Model:
    g = Graph()
    output = (*shape[:axis], *indices.shape, *shape[axis + 1 :])
    inputs = [g.operand(Int8(shape)), g.integers(indices)]
    return g.model(c.OP_GATHER, inputs, [g.operand(Int8(output))], {"axis": axis})


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 7, rng.integers(1, 5))))
    axis = int(rng.integers(len(shape)))
    return gathered(
        shape, axis, rng.integers(0, shape[axis], rng.integers(1, 4, rng.integers(1, 3)))
    )


EXAMPLE = Example(gathered((1, 6, 5, 4), 1, np.array([5, 0, 3])), drawn=seeds.map(drawn))
