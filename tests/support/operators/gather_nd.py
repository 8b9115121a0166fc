"""GATHER_ND."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def gathered(shape: tuple[int, ...], tuples: np.ndarray) -> Model:
    g = Graph()
    output = (*tuples.shape[:-1], *shape[tuples.shape[-1] :])
    inputs = [g.operand(Int8(shape)), g.integers(tuples)]
    return g.model(c.OP_GATHER_ND, inputs, [g.operand(Int8(output))])


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 6, rng.integers(1, 5))))
    length = int(rng.integers(1, len(shape) + 1))
    outer = rng.integers(1, 4, rng.integers(1, 3))
    return gathered(shape, rng.integers(0, shape[:length], (*outer, length)))


EXAMPLE = Example(
    gathered((1, 6, 5, 4), np.array([[0, 5], [0, 2], [0, 3]])), drawn=seeds.map(drawn)
)
