"""Models of one RESIZE_ operator."""

import numpy as np

from seedlite.model.graph import Model
from tests.support.operator_strategies import seeds
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


def resized(
    code: int, shape: tuple[int, int, int, int], size: tuple[int, int], corners: bool, centers: bool
) -> Model:
    g = Graph()
    inputs = [g.operand(Int8(shape)), g.integers(size)]
    options = {"align_corners": int(corners), "half_pixel_centers": int(centers)}
    output = g.operand(Int8((shape[0], *size, shape[3])))
    return g.model(code, inputs, [output], options)


def resizing(code: int) -> Example:
    def drawn(seed: int) -> Model:
        rng = np.random.default_rng(seed)
        n, h, w, channels, height, width = map(int, rng.integers(1, 12, 6))
        corners, centers = [(False, False), (True, False), (False, True)][rng.integers(3)]
        return resized(code, (n % 2 + 1, h, w, channels), (height, width), corners, centers)

    return Example(resized(code, (1, 3, 4, 2), (6, 5), False, False), drawn=seeds.map(drawn))
