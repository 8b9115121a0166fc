"""A model is swapped in flash; whenever power fails, the old or the new one runs."""

import shutil
import subprocess

import pytest

from seedlite.boards.sources import source_root
from tests.support.slot_simulation import CORRUPT, EMPTY, HEADER_BYTES, OK, SLOT_BYTES, TOO_LARGE

OLD, NEW, NEWER = bytes(range(100)), bytes(range(200, 90, -1)), bytes(3)
SHARES = (0.0, 0.1, 0.5, 0.9, 0.99, 1.0)  # of an operation that are done when power fails


def operations_of(simulation, model: bytes) -> int:
    flash = simulation()
    assert flash.write(OLD) == OK
    flash.restart()
    assert flash.write(model) == OK
    return flash.operations


def test_find_in_flash_never_written_is_empty(simulation):
    for seed in range(20):
        assert simulation(seed).find() == (EMPTY, b"")


@pytest.mark.parametrize("chunk", [1, 7, 8, 64, 1000])
@pytest.mark.parametrize("size", [1, 7, 8, 9, SLOT_BYTES - HEADER_BYTES])
def test_write_then_find_gives_the_model(simulation, size, chunk):
    flash = simulation()
    for number in range(5):
        model = bytes((7 * number + i) % 256 for i in range(size))
        assert flash.write(model, chunk) == OK
        assert flash.find() == (OK, model)


@pytest.mark.parametrize("size", [0, SLOT_BYTES - HEADER_BYTES + 1])
def test_write_too_large_or_empty_is_refused_and_the_old_kept(simulation, size):
    flash = simulation()
    flash.write(OLD)
    flash.restart()
    assert flash.write(bytes(size)) == TOO_LARGE
    assert flash.operations == 0
    assert flash.find() == (OK, OLD)


def test_write_wrong_checksum_keeps_the_old(simulation):
    flash = simulation()
    flash.write(OLD)
    assert flash.write(NEW, crc=1) == CORRUPT
    assert flash.find() == (OK, OLD)
    assert flash.write(NEW) == OK
    assert flash.find() == (OK, NEW)


def test_write_to_worn_out_flash_keeps_the_old(simulation):
    """Every word in turn reads back with a bit that did not clear."""
    flash = simulation()
    flash.write(OLD)
    for bad in range(operations_of(simulation, NEW) - 1):
        flash.restart()
        words = iter(range(1000))
        flash.damage = lambda word, words=words, bad=bad: (
            bytes([word[0] | 0x80, *word[1:-1], word[-1] ^ 1]) if next(words) == bad else word
        )
        assert flash.write(NEW) == CORRUPT
        flash.damage = bytes
        assert flash.find() == (OK, OLD)


@pytest.mark.parametrize("share", SHARES)
def test_power_cut_at_every_operation_leaves_old_or_new(simulation, share):
    outcomes = set()
    for cut in range(operations_of(simulation, NEW)):
        for seed in range(5):
            flash = simulation(seed)
            assert flash.write(OLD) == OK
            flash.restart(cut, share)
            assert flash.write(NEW) != OK
            flash.restart()
            status, model = flash.find()
            assert status == OK
            assert model in (OLD, NEW)
            outcomes.add(model)
            assert flash.write(NEWER) == OK  # and goes on
            assert flash.find() == (OK, NEWER)
    assert OLD in outcomes
    assert NEW in outcomes or share < 1.0  # the last operation was done when power failed


def test_power_cut_twice_at_any_two_operations_leaves_old_or_new(simulation):
    count = operations_of(simulation, NEW)
    for first in range(count):
        for second in range(count):
            flash = simulation(first)
            flash.write(OLD)
            flash.restart(first, 0.5)
            flash.write(NEW)
            flash.restart(second, 0.5)
            flash.write(NEW)
            flash.restart()
            assert flash.find() == (OK, OLD)
            assert flash.write(NEW) == OK
            assert flash.find() == (OK, NEW)


def test_power_cut_in_the_first_model_ever_leaves_none_or_it(simulation):
    for cut in range(operations_of(simulation, NEW)):
        flash = simulation(cut)
        flash.restart(cut, 0.5)
        flash.write(NEW)
        flash.restart()
        assert flash.find() == (EMPTY, b"")
        assert flash.write(NEW) == OK
        assert flash.find() == (OK, NEW)


def test_power_cut_in_the_third_model_never_brings_back_the_first(simulation):
    for cut in range(operations_of(simulation, NEWER)):
        flash = simulation(cut)
        flash.write(OLD)
        flash.write(NEW)
        flash.restart(cut, 0.5)
        flash.write(NEWER)
        flash.restart()
        assert flash.find() == (OK, NEW)


@pytest.mark.parametrize("at", range(24))
def test_any_header_byte_damaged_the_other_slot_runs(simulation, at):
    flash = simulation()
    flash.write(OLD)
    flash.write(NEW)
    slot = next(s for s in flash.slots if s.raw[HEADER_BYTES : HEADER_BYTES + len(NEW)] == NEW)
    slot[at] = bytes([slot.raw[at] ^ 0x10])
    assert flash.find() == (OK, OLD)


def test_any_model_byte_damaged_the_other_slot_runs(simulation):
    flash = simulation()
    flash.write(OLD)
    flash.write(NEW)
    slot = next(s for s in flash.slots if s.raw[HEADER_BYTES : HEADER_BYTES + len(NEW)] == NEW)
    for at in range(HEADER_BYTES, HEADER_BYTES + len(NEW)):
        slot[at] = bytes([slot.raw[at] ^ 1])
        assert flash.find() == (OK, OLD)
        slot[at] = bytes([slot.raw[at] ^ 1])
    assert flash.find() == (OK, NEW)


@pytest.mark.skipif(not shutil.which("arm-none-eabi-gcc"), reason="no Arm compiler")
@pytest.mark.parametrize("core", ["cortex-m0", "cortex-m55"])
def test_slots_compile_for_a_board_without_warnings(core, tmp_path):
    root = source_root()
    flags = ("-std=c99", "-Os", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror")
    subprocess.run(
        [
            *("arm-none-eabi-gcc", f"-mcpu={core}", "-mthumb", "-mfloat-abi=soft", *flags),
            *(f"-I{root / 'runtime_c' / 'src'}", "-c", root / "firmware" / "slots" / "slots.c"),
            *("-o", tmp_path / "slots.o"),
        ],
        check=True,
    )
