"""The table of boards, from their folders."""

from seedlite.boards.board import Board, list_boards


def boards() -> str:
    """Returns the table."""
    rows = ["| board | | core | flash, KB | RAM, KB | QEMU's machine | programmed by |"]
    rows += ["|---|---|---|---|---|---|---|"]
    return "\n".join([*rows, *map(_row, list_boards())])


def _row(board: Board) -> str:
    flash, ram = (f"{size // 1024:,}" for size in (board.flash_bytes, board.ram_bytes))
    cells = [
        f"`{board.name}`",
        board.title,
        board.core,
        flash,
        ram,
        board.emulation.machine if board.emulation else "",
    ]
    return f"| {' | '.join([*cells, _tools(board)])} |"


def _tools(board: Board) -> str:
    given = board.flash
    names = {"pyocd": "pyOCD", "openocd": "OpenOCD", "uf2_family": "UF2"}
    return ", ".join([n for key, n in names.items() if getattr(given, key, None)] or ["GDB"])
