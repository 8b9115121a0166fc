"""Images whose blocks of pixels are channels."""

import numpy as np

from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def blocks(code: int, *, widens: bool) -> Example:
    """A model from depth to space (`widens`), or back."""

    def moved(images: int, height: int, width: int, channels: int, block: int) -> Model:
        g = Graph()
        deep = Int8((images, height, width, channels * block * block))
        wide = Int8((images, height * block, width * block, channels))
        source, sink = (deep, wide) if widens else (wide, deep)
        inputs, outputs = [g.operand(source)], [g.operand(sink)]
        return g.model(code, inputs, outputs, {"block_size": block})

    def drawn(seed: int) -> Model:
        return moved(*map(int, np.random.default_rng(seed).integers(1, 4, 5)))

    return Example(moved(1, 3, 2, 2, 2), drawn=seeds.map(drawn))
