"""BATCH_TO_SPACE_ND."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def moved(few: tuple[int, ...], block: list[int], around: list[list[int]]) -> Model:
    """few: the shape of the phases; around: cropped or padded pixels before and after."""
    g = Graph()
    spatial = [e * b - sum(a) for e, b, a in zip(few[1:-1], block, around, strict=True)]
    many = (few[0] // int(np.prod(block)), *spatial, few[-1])
    inputs = [g.operand(Int8(few)), g.integers(block), g.integers(around)]
    return g.model(c.OP_BATCH_TO_SPACE_ND, inputs, [g.operand(Int8(many))])


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    block = rng.integers(1, 4, rng.integers(1, 3)).tolist()
    spatial = rng.integers(2, 5, len(block)).tolist()
    around = [
        [int(rng.integers(e * b)), 0][:: 1 if rng.integers(2) else -1]
        for e, b in zip(spatial, block, strict=True)
    ]
    few = (int(np.prod(block)) * int(rng.integers(1, 3)), *spatial, int(rng.integers(1, 4)))
    return moved(few, block, around)


EXAMPLE = Example(moved((4, 3, 2, 3), [2, 2], [[1, 0], [0, 1]]), drawn=seeds.map(drawn))
