"""The long run, cut short; `make long-run` has the whole."""

import pytest

from tests.support.long_run import on_host, over_serial


def test_long_run_on_host_repeats_outputs_and_keeps_its_heap():
    inferences, refused, before, after = on_host(500)
    assert inferences == 500
    assert refused == 32
    assert before == after


@pytest.mark.qemu
def test_long_run_over_serial_repeats_outputs_and_keeps_its_stack(emulator, tmp_path):
    bad, first, last = over_serial(60, tmp_path)
    assert bad >= 32
    assert 0 < first == last
