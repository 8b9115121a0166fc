"""Indices, which have no scale in the original, are TFLM's bytes."""

import pytest

from seedlite.format import constants as c
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.support.comparing import assert_runs_as_tflm, random_inputs
from tests.support.indices import indices_of
from tests.support.ops import Int8


@pytest.mark.parametrize("code", [c.OP_ARG_MAX, c.OP_ARG_MIN])
def test_indices_without_a_scale_are_those_of_tflm(code):
    model = indices_of(code, Int8((1, 4, 5, 3), 0.1, 2), -1)
    model.tensors[-1].quantization = None
    file = pack(model)
    for stock in (file, expand(deployable(file))):
        assert_runs_as_tflm(deployable(file), stock, random_inputs(file, 4))
