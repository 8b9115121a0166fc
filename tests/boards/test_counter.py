"""The instruction counter against loops whose lengths are known."""

import pytest

from tests.support.boards import boards_where

pytestmark = pytest.mark.qemu
COUNTING = boards_where(lambda board: board.emulation and board.emulation.icount_shift is not None)


@pytest.mark.parametrize("board", COUNTING, indirect=True)
def test_counter_loops_of_known_length_counts_exactly(run_program):
    report = run_program("loops")
    for name, length in (("two", 2), ("three", 3)):
        passes = report.counts(f"passes_{name}")
        assert len(passes) >= 64
        assert [length * count for count in passes] == report.counts(name)


def test_stack_known_use_is_high_water_mark(run_program):
    report = run_program("stack")
    some, all_of_it = report.counts("used")
    assert 2000 <= some < 2100  # the frames of main and of the callee around its 2000 bytes
    assert all_of_it == report.number("size")
