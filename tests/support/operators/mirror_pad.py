"""MIRROR_PAD."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def mirrored(shape: tuple[int, ...], paddings: list[list[int]], mode: int) -> Model:
    g = Graph()
    output = tuple(e + sum(p) for e, p in zip(shape, paddings, strict=True))
    inputs = [g.operand(Int8(shape)), g.integers(paddings)]
    return g.model(c.OP_MIRROR_PAD, inputs, [g.operand(Int8(output))], {"mode": mode})


def drawn(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shape, mode = tuple(map(int, rng.integers(1, 7, 4))), int(rng.integers(2))
    most = [0, shape[1] - 1 + mode, shape[2] - 1 + mode, 0]
    return mirrored(shape, [rng.integers(0, m + 1, 2).tolist() for m in most], mode)


EXAMPLE = Example(
    mirrored((1, 6, 5, 4), [[0, 0], [1, 2], [2, 0], [0, 0]], 0), drawn=seeds.map(drawn)
)
