"""Hypothesis strategies for the tensors and options of single operators (tests.support.ops)."""

import math

import numpy as np
from hypothesis import strategies as st

from tests.support.ops import SAME, VALID, Int8, Weights

zero_points = st.integers(-128, 127)
scales = st.floats(math.log(1e-3), math.log(2.0)).map(lambda x: float(np.float32(math.exp(x))))
quantizations = st.tuples(scales, zero_points)
# ratios of two of these have shifts from -20 to 20
far_scales = st.floats(math.log(1e-6), 0.0).map(lambda x: float(np.float32(math.exp(x))))
far_quantizations = st.tuples(st.one_of(scales, far_scales), zero_points)
seeds = st.integers(0, 2**32 - 1)
extents = st.integers(1, 6)
activations = st.sampled_from(range(4))
paddings = st.sampled_from([SAME, VALID])
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


def shapes(ranks: tuple[int, int]) -> st.SearchStrategy:
    return st.lists(extents, min_size=ranks[0], max_size=ranks[1]).map(tuple)


@st.composite
def tensors(draw: st.DrawFn, ranks: tuple[int, int] = (1, 4)) -> Int8:
    return Int8(draw(shapes(ranks)), *draw(quantizations))


@st.composite
def images(draw: st.DrawFn, batches: int = 1) -> Int8:
    extent = st.integers(3, 9)
    shape = (draw(st.integers(1, batches)), draw(extent), draw(extent), draw(extents))
    return Int8(shape, *draw(quantizations))


@st.composite
def weights(draw: st.DrawFn, shape: tuple[int, ...], channels: int) -> Weights:
    rng = np.random.default_rng(draw(seeds))
    per_channel = draw(st.booleans())
    bias = rng.integers(-20000, 20000, channels, np.int32) if draw(st.booleans()) else None
    many = rng.uniform(0.001, 0.1, channels if per_channel else 1).astype(np.float32)
    return Weights(rng.integers(-127, 128, shape, np.int8), many.tolist(), bias)


@st.composite
def broadcast_shapes(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of up to 4 dimensions; each may be 1 in either, leading ones may be missing in one."""
    shape = draw(shapes((1, 4)))
    a, b = (
        tuple(e if draw(st.booleans()) else 1 for e in shape)[draw(st.integers(0, cut)) :]
        for cut in (0, len(shape) - 1)
    )
    return (a, b) if draw(st.booleans()) else (b, a)
