"""DYNAMIC_UPDATE_SLICE."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example, noise
from tests.support.ops import Constant, Graph, Int8


def updated(shape: tuple[int, ...], update: Int8 | Constant, begins: list[int]) -> Model:
    g = Graph()
    inputs = [g.operand(Int8(shape)), g.operand(update), g.integers(begins)]
    return g.model(c.OP_DYNAMIC_UPDATE_SLICE, inputs, [g.operand(Int8(shape))])


def drawn(seed: int) -> Model:
    """At indices that are moved inside, too."""
    rng = np.random.default_rng(seed)
    shape = tuple(map(int, rng.integers(1, 6, rng.integers(1, 5))))
    update = Int8(tuple(int(rng.integers(1, e + 1)) for e in shape))
    return updated(shape, update, rng.integers(-2, 8, len(shape)).tolist())


EXAMPLE = Example(
    updated((1, 6, 5, 4), Constant(noise(1, 2, 3, 4)), [0, 3, 1, 0]), drawn=seeds.map(drawn)
)
