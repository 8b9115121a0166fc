"""Arenas that cannot be used: refused before anything is written into them."""

import ctypes

import numpy as np
import pytest

from seedlite.boards.board import find_board
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import build_loader
from seedlite.boards.toolchain.tools import COMPILER, QEMU, find_libc, find_tool
from seedlite.errors import BadInputError, ToolMissingError
from seedlite.format import constants as c
from seedlite.interpreters import host
from seedlite.interpreters.host import verify
from tests.support.places import DIGITS

FILE = DIGITS.read_bytes()
INPUT = np.zeros((1, 64), np.int8)
FILLING = 0xA5


def load(model: bytes, offset: int, size: int) -> tuple[host.Error, bool]:
    """Loads into `size` bytes that lie `offset` bytes behind an aligned address. What the runtime
    says, and whether it has left the arena and what surrounds it as they were."""
    memory = host._aligned(size + 256, host.ARENA_ALIGNMENT)
    memory[:] = FILLING
    program, error, data = host.Program(), host.Error(), host._in_memory(model)
    status = host._functions().sl_load(
        data.ctypes.data,
        data.size,
        memory.ctypes.data + offset,
        size,
        ctypes.byref(program),
        ctypes.byref(error),
    )
    assert status == error.status
    assert (status == 0) == (program.arena is not None)
    return error, bool((memory == FILLING).all())


def test_arena_of_just_the_size_is_taken():
    error, _ = load(FILE, 0, verify(FILE))
    assert error.status == 0


@pytest.mark.parametrize("size", [-1, -15, -16, -1000, 16, 1000])
def test_arena_too_small_is_refused_with_its_size(size):
    """The last sizes are too small even for a part of the program."""
    if size < 0:
        size += verify(FILE)
    error, _ = load(FILE, 0, size)
    assert c.STATUS[error.status][0] == "E_ARENA"
    assert error.what == b"arena is too small, bytes"
    assert error.value == size - size % host.ARENA_ALIGNMENT


@pytest.mark.parametrize("offset", [1, 4, 8, 15])
def test_arena_misaligned_is_refused_and_not_written_to(offset):
    error, untouched = load(FILE, offset, verify(FILE) + host.ARENA_ALIGNMENT)
    assert c.STATUS[error.status][0] == "E_ARENA"
    assert error.what == b"arena is NULL or misaligned"
    assert untouched


def test_arena_that_is_null_is_refused():
    program, error, data = host.Program(), host.Error(), host._in_memory(FILE)
    pointers = ctypes.byref(program), ctypes.byref(error)
    status = host._functions().sl_load(data.ctypes.data, data.size, None, 1 << 20, *pointers)
    assert c.STATUS[status][0] == "E_ARENA"
    assert error.what == b"arena is NULL or misaligned"


@pytest.mark.qemu
def test_arena_one_byte_short_is_refused_on_the_board(tmp_path):
    try:
        find_libc()
        find_tool(QEMU)
        find_tool(COMPILER)
    except ToolMissingError as error:
        pytest.skip(str(error))
    board = find_board("mps2-an386")
    ample = run_on_qemu(build_loader(FILE, verify(FILE), board, tmp_path / "ample"), INPUT)
    needed = ample.activation_bytes + ample.scratch_bytes + ample.program_bytes
    fitting = run_on_qemu(build_loader(FILE, needed, board, tmp_path / "fitting"), INPUT)
    assert np.array_equal(fitting.outputs, ample.outputs)
    short = build_loader(FILE, needed - 1, board, tmp_path / "short")
    with pytest.raises(BadInputError, match=r"E_ARENA.*arena is too small"):
        run_on_qemu(short, INPUT)
