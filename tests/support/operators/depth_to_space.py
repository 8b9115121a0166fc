"""DEPTH_TO_SPACE."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def moved(images: int, height: int, width: int, channels: int, block: int) -> Model:
    g = Graph()
    deep = Int8((images, height, width, channels * block * block))
    wide = Int8((images, height * block, width * block, channels))
    inputs, outputs = [g.operand(deep)], [g.operand(wide)]
    return g.model(c.OP_DEPTH_TO_SPACE, inputs, outputs, {"block_size": block})


def drawn(seed: int) -> Model:
    return moved(*map(int, np.random.default_rng(seed).integers(1, 4, 5)))


EXAMPLE = Example(moved(1, 3, 2, 2, 2), drawn=seeds.map(drawn))
