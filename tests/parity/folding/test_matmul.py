"""Products with a constant matrix become dense layers with TFLM's bytes of the original."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.pack import pack
from seedlite.prepare.folding.fold import fold
from seedlite.prepare.runnable import deployable
from tests.support.comparing import assert_runs_as_tflm, random_inputs
from tests.support.operator_strategies import extents, quantizations, scales, seeds
from tests.support.operators.batch_matmul import matmul
from tests.support.operators.example import noise
from tests.support.ops import Constant, Int8


@given(st.data(), quantizations, scales, quantizations, st.booleans(), seeds)
@settings(max_examples=60, deadline=None)
def test_product_with_a_constant_matrix_is_a_dense_layer_with_the_bytes_of_tflm(
    data, source, scale, output, adj_y, seed
):
    *batches, rows, depth, columns = (
        data.draw(extents) for _ in range(data.draw(st.integers(3, 4)))
    )
    leading = (1,) * data.draw(st.integers(0, len(batches) + 1))
    values = noise(*leading, *((columns, depth) if adj_y else (depth, columns)))
    model = matmul(
        Int8((1, *batches, rows, depth), *source), Constant(values, scale), output, 0, int(adj_y)
    )
    assert [o.code for o in fold(model).model.operators] == [c.OP_FULLY_CONNECTED]
    file = pack(model)
    assert_runs_as_tflm(deployable(file), file, random_inputs(file, 2, seed))


@pytest.mark.parametrize(
    "constant",
    [Constant(noise(2, 4, 5), 0.1), Constant(noise(4, 5), 0.1, 3)],
    ids=["several matrices", "a zero point"],
)
def test_product_with_other_constants_stays_with_the_bytes_of_tflm(constant):
    model = matmul(Int8((1, 2, 3, 4), 0.1, -3), constant, (0.9, 1))
    assert [o.code for o in fold(model).model.operators] == [c.OP_BATCH_MATMUL]
    file = pack(model)
    assert_runs_as_tflm(deployable(file), file, random_inputs(file, 3))


def test_product_of_transposed_inputs_stays_with_the_bytes_of_tflm():
    model = matmul(Int8((1, 4, 3), 0.1, -3), Constant(np.eye(4, dtype=np.int8), 0.1), (0.9, 1), 1)
    assert [o.code for o in fold(model).model.operators] == [c.OP_BATCH_MATMUL]
    file = pack(model)
    assert_runs_as_tflm(deployable(file), file, random_inputs(file, 3))
