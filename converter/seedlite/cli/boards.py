"""seedlite boards"""

from typing import Annotated

import typer

from seedlite.cli.output import Json, console, print_json, table

HELP = """List the boards that firmware can be built for, or check those named.

Wherever a board's name is taken, so is the folder of one of your own (CONTRIBUTING.md).

Examples:

  seedlite boards

  seedlite boards ./my-board
"""


def command(
    boards: Annotated[
        list[str] | None, typer.Argument(help="Names or folders (default: the package's boards).")
    ] = None,
    json: Json = False,
) -> None:
    from seedlite.boards import find_board, list_boards

    found = [find_board(name) for name in boards] if boards else list_boards()
    if json:
        keys = ("name", "title", "core", "serial", "flash_bytes", "ram_bytes", "emulated_by")
        shown = [{key: getattr(b, key) for key in keys} | {"folder": str(b.folder)} for b in found]
        print_json({"boards": shown})
        return
    columns = ["board", "core", "in QEMU", "flash", "RAM"]
    rows = [
        [b.name, b.core, "yes" if b.emulation else "-", f"{b.flash_bytes:,}", f"{b.ram_bytes:,}"]
        for b in found
    ]
    console.print(table("boards", columns, rows, texts=3))
