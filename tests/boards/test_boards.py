"""Boards as their folders describe them."""

import pytest

from seedlite.boards.board import find_board, list_boards
from seedlite.boards.sources import source_root
from seedlite.errors import UsageError


def test_boards_every_folder_is_listed():
    folders = (source_root() / "firmware" / "boards").iterdir()
    assert sorted(folder.name for folder in folders) == [board.name for board in list_boards()]


def test_board_mps2_an386_is_described():
    board = find_board("mps2-an386")
    assert board.core == "cortex-m4"
    assert board.flash_bytes == 4 * 1024 * 1024
    assert board.ram_bytes == 4 * 1024 * 1024
    assert board.emulated_by == "qemu-system-arm -M mps2-an386"


def test_board_unknown_raises_usage_error_naming_the_known():
    with pytest.raises(UsageError, match=r"'mps3'.*mps2-an386"):
        find_board("mps3")
