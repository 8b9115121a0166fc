"""seedlite boards"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from seedlite.cli.output import Json, console, print_json
from seedlite.cli.tables import table
from seedlite.reports import Report

if TYPE_CHECKING:
    from seedlite.boards import Board

HELP = """List the boards that firmware can be built for, or check those named.

Wherever a board's name is taken, so is the folder of one of your own (CONTRIBUTING.md).

Examples:

  seedlite boards

  seedlite boards ./my-board
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class BoardReport(Report):
    """A board, as its folder describes it. `serial`: the line that the firmware speaks on.
    `emulated_by`: the command, None where there is no emulator."""

    name: str
    title: str
    core: str
    serial: str
    flash_bytes: int
    ram_bytes: int
    emulated_by: str | None
    folder: str


def command(
    boards: Annotated[
        list[str] | None, typer.Argument(help="Names or folders (default: the package's boards).")
    ] = None,
    json: Json = False,
) -> None:
    from seedlite.boards import find_board, list_boards

    found = [find_board(name) for name in boards] if boards else list_boards()
    if json:
        print_json({"boards": [_report(board) for board in found]})
        return
    columns = ["board", "core", "in QEMU", "flash", "RAM"]
    rows = [
        [b.name, b.core, "yes" if b.emulation else "-", f"{b.flash_bytes:,}", f"{b.ram_bytes:,}"]
        for b in found
    ]
    console.print(table("boards", columns, rows, texts=3))


def _report(board: "Board") -> BoardReport:
    return BoardReport(
        name=board.name,
        title=board.title,
        core=board.core,
        serial=board.serial,
        flash_bytes=board.flash_bytes,
        ram_bytes=board.ram_bytes,
        emulated_by=board.emulated_by,
        folder=str(board.folder),
    )
