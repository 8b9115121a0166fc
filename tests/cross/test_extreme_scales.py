"""Operators with scales from 1e-12 to 1e12 against TFLM, byte for byte; where TFLM aborts, the
runtime refuses."""

import numpy as np
import pytest

from extreme_scales import OPERATORS, Case
from seedlite.errors import BadInputError
from seedlite.runtime import Runtime
from tflm_process import run_in_process

EACH = 400  # models of an operator

pytestmark = pytest.mark.usefixtures("kernels")


def outcome(case: Case) -> str | list[int]:
    """The runtime's outputs, or the code of its error."""
    try:
        return Runtime(case.ours).invoke(case.inputs)[0].tolist()
    except BadInputError as error:
        return str(error).partition(":")[0]


@pytest.mark.parametrize("random_case", OPERATORS, ids=lambda case: case.__name__)
def test_operator_any_scales_equals_tflm_or_is_refused_where_tflm_aborts(random_case):
    rng = np.random.default_rng(list(random_case.__name__.encode()))
    cases = [random_case(rng) for _ in range(EACH)]
    truths = run_in_process([(case.stock, case.inputs) for case in cases])
    expected = [
        "E_QUANT" if truth is None or case.refused else truth.tolist()
        for case, truth in zip(cases, truths, strict=True)
    ]
    assert [i for i, case in enumerate(cases) if outcome(case) != expected[i]] == []
    assert len({str(e) for e in expected}) > EACH / 5
