"""seedlite build"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.completion import boards
from seedlite.cli.output import Force, Json, console, print_json, progress, say
from seedlite.cli.tables import table

HELP = """Build a board's firmware with the model as constants.

DIR gets firmware.elf, .hex, .bin, where it applies .uf2, and the generated model.c and
model.h.

Example:

  seedlite build small.tflite --board mps2-an386 -o firmware/
"""

FLASH = {"code": "runtime, start-up", "model": "model", "app": "application"}
RAM = {
    "arena": "activations",
    "scratch": "scratch",
    "state": "state, kept between inferences",
    "static": "variables",
    "stack": "stack, reserved",
}


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    board: Annotated[
        str,
        typer.Option(
            help="A board: a name of `seedlite boards`, or a folder.", autocompletion=boards
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")],
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import build

    with progress(f"building for {board}"):
        report = build(file, board, output, force=force)
    if json:
        print_json(report)
        return
    rows = [
        [x["name"], _bytes(x["flash_bytes"]), _bytes(x["live_bytes"])] for x in report["layers"]
    ]
    console.print(table(f"{file}", ["layer", "flash", "activations"], rows))
    for kind, parts in (("flash", FLASH), ("RAM", RAM)):
        console.print(table(board, [kind, "bytes", "share"], _parts(report, kind, parts)))
    say(f"{output}: {', '.join(Path(name).name for name in report['files'])}")
    for line in _next_steps(file, board, report["files"]):
        say(f"next: {line}")


def _next_steps(file: Path, board: str, files: list[str]) -> list[str]:
    """Returns the commands that try the firmware."""
    from seedlite.boards import find_board

    evaluate = f"seedlite evaluate {file} --data TEST --on {board}"
    if find_board(board).emulation:
        return [evaluate]
    firmware = max(f for f in files if f.endswith((".elf", ".uf2")))
    return [f"seedlite flash {firmware} --board {board}", f"{evaluate} --port PORT"]


def _parts(report: dict[str, Any], kind: str, parts: dict[str, str]) -> list[list[str]]:
    sizes = report[f"{kind.lower()}_bytes"]
    names = parts | {"total": "in all", "board": "of the board"}
    return [
        [text, _bytes(sizes[key]), f"{100 * sizes[key] / sizes['board']:.1f} %"]
        for key, text in names.items()
        if key in sizes
    ]


def _bytes(count: int) -> str:
    return f"{count:,}"
