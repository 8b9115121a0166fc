"""Operators with scales from 1e-12 to 1e12 against TFLM, byte for byte; where TFLM aborts, the
runtime refuses."""

import functools

import numpy as np
import pytest

from seedlite.errors import BadInputError
from seedlite.interpreters.host import Runtime
from tests.support import ops
from tests.support.builders import planned
from tests.support.extreme_scales import OPERATORS, Case
from tests.support.ops import NONE, RELU6, Constant, Int8
from tests.support.tflm_process import run_in_process

EACH = 300  # models of an operator

pytestmark = pytest.mark.usefixtures("kernels")


def outcome(case: Case) -> str | list[int]:
    """The runtime's outputs, or the code of its error."""
    try:
        return Runtime(case.ours).invoke(case.inputs)[0].tolist()
    except BadInputError as error:
        return error.code


@functools.cache
def drawn(random_case) -> tuple[list[Case], list[str | list[int]]]:
    """Cases, and what their outcomes should be."""
    rng = np.random.default_rng(list(random_case.__name__.encode()))
    cases = [random_case(rng) for _ in range(EACH)]
    truths = run_in_process([(case.stock, case.inputs) for case in cases])
    expected = [
        "E_QUANT" if truth is None or case.refused else truth.tolist()
        for case, truth in zip(cases, truths, strict=True)
    ]
    return cases, expected


@pytest.mark.parametrize("random_case", OPERATORS, ids=lambda case: case.__name__)
def test_operator_any_scales_equals_tflm_or_is_refused_where_tflm_aborts(random_case):
    cases, expected = drawn(random_case)
    assert [i for i, case in enumerate(cases) if outcome(case) != expected[i]] == []
    assert len({str(e) for e in expected}) > EACH / 5


@functools.cache
def far_apart() -> tuple[list[Case], list[np.ndarray | None]]:
    """ADD of scales that are further apart than shifts reach, in either order; the output is at a
    place of its own or over an operand."""
    values = np.arange(-128, 128, dtype=np.int8)
    cases = []
    for ratio in (2.0**31 * (1 - 2.0**-24), 2.0**31, 2.0**32, 2.0**33, 2.0**100):
        large, small = Int8((256,), 0.01, 3), Int8((256,), 0.01 / ratio, -7)
        for operands in ((large, small), (small, large)):
            for place in (0, 256, 512):
                file = planned(ops.add(*operands, (0.02, 1)), [0, 256, place])
                cases.append(Case(file, file, [values, values[::-1].copy()]))
    return cases, run_in_process([(case.stock, case.inputs) for case in cases])


def test_add_scales_further_apart_than_shifts_reach_equals_tflm():
    cases, expected = far_apart()
    for case, truth in zip(cases, expected, strict=True):
        np.testing.assert_array_equal(Runtime(case.ours).invoke(case.inputs)[0], truth)


@functools.cache
def negligible() -> tuple[list[Case], list[np.ndarray | None]]:
    """ADD of constants too small to matter, of several shapes, with and without an activation."""
    rng = np.random.default_rng(0)
    x, cases = Int8((2, 3, 4), 0.03, 4), []
    for shape in ((4,), (1,), (2, 1, 4), (2, 3, 4)):
        constant = Constant(rng.integers(-127, 128, shape, np.int8), 2.0**-42, 0)
        for operands in ((x, constant), (constant, x)):
            for activation in (NONE, RELU6):
                file = planned(ops.add(*operands, (0.015, -128), activation))
                cases.append(Case(file, file, [rng.integers(-128, 128, x.shape, np.int8)]))
    return cases, run_in_process([(case.stock, case.inputs) for case in cases])


def test_add_constant_too_small_to_matter_equals_tflm():
    cases, expected = negligible()
    for case, truth in zip(cases, expected, strict=True):
        np.testing.assert_array_equal(Runtime(case.ours).invoke(case.inputs)[0], truth)
