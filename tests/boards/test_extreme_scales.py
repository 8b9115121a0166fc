"""Operators with scales from 1e-12 to 1e12 on boards whose kernels are not the host's."""

import numpy as np
import pytest

from seedlite.errors import BadInputError
from seedlite.interpreters.host import Runtime
from tests.support.board_models import different_on_board
from tests.support.extreme_scales import OPERATORS, Case

pytestmark = pytest.mark.qemu
EACH = 60  # models of an operator


def loaded(case: Case) -> Runtime | None:
    """None where the runtime refuses the model."""
    try:
        return Runtime(case.ours)
    except BadInputError:
        return None


@pytest.mark.parametrize("board", ["mps2-an386", "mps3-an547", "mps2-an385-m0"], indirect=True)
def test_extreme_scales_on_board_equal_the_host(board, compile_program, tmp_path):
    rng = np.random.default_rng(0)
    cases = [random_case(rng) for random_case in OPERATORS for _ in range(EACH)]
    runtimes = [(case, loaded(case)) for case in cases]
    files = [(case.ours, case.inputs) for case, runtime in runtimes if runtime]
    expected = [runtime.invoke(case.inputs)[0] for case, runtime in runtimes if runtime]
    elf = compile_program("models", runtime=True)
    assert different_on_board(elf, board, tmp_path, files, expected) == []
    assert len(expected) > len(cases) / 2
