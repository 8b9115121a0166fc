"""seedlite flash"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.completion import boards
from seedlite.cli.output import Json, print_json, progress, say

HELP = """Program a board and verify.

Firmware that was built for another board, or that the board cannot run, is refused.

Examples:

  seedlite flash firmware/firmware.elf --board nucleo-f446re

  seedlite flash firmware/firmware.uf2 --board rpi-pico

  seedlite flash firmware/firmware.elf --board mps2-an386 --tool gdb --server localhost:1234
"""


def command(
    firmware: Annotated[Path, typer.Argument(help="The firmware.elf or .uf2 of `build`.")],
    board: Annotated[
        str,
        typer.Option(
            help="A board: a name of `seedlite boards`, or a folder.", autocompletion=boards
        ),
    ],
    tool: Annotated[str | None, typer.Option(help="pyocd, openocd, uf2 or gdb.")] = None,
    probe: Annotated[
        str | None,
        typer.Option(help="Number of the probe, or the UF2 volume, if several are there."),
    ] = None,
    server: Annotated[str | None, typer.Option(help="HOST:PORT of a GDB server.")] = None,
    json: Json = False,
) -> None:
    from seedlite.boards import find_board, flash

    with progress(f"flashing {board}"):
        done = flash(firmware, find_board(board), tool, probe, server)
    if json:
        print_json({"board": board, "tool": done.tool, "through": done.through})
    else:
        say(f"{firmware} is on {board}: {done.tool}, {done.through}")
