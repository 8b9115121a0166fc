import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.boards.multiplications import operator_macs, skipped_macs
from seedlite.model.layers import WEIGHTS
from seedlite.model.parse import parse
from tests.support.c_weights import CWeights
from tests.support.random_models import random_centralized, random_geometry


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["dense", "conv", "depthwise"]))
def test_skipped_macs_are_those_whose_weights_the_runtime_does_not_draw(seed, kind):
    rng = np.random.default_rng(seed)
    shape = random_geometry(rng, kind)
    file = random_centralized(rng, shape)
    model = parse(file)
    operator = model.operators[-1]
    count = model.tensors[operator.inputs[WEIGHTS]].count
    weights = CWeights(file, operator.inputs[WEIGHTS], shape.channels)
    drawn = sum(len(run) for _, run in weights.runs(0, count, room=64))
    macs = operator_macs(model, operator)
    assert macs % count == 0
    skipped = {1: (count - drawn) * (macs // count)}
    assert skipped_macs(file, model) == ({} if kind == "depthwise" else skipped)
