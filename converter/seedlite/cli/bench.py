"""seedlite bench"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.output import Json, console, facts, naming, print_json, table
from seedlite.files import read_file

HELP = """Count instructions and bytes on an emulated board.

Instructions are exact; they are not cycles. The input is always the same pseudo-random one.

Example:

  seedlite bench small.tflite --board mps2-an386
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    board: Annotated[str, typer.Option(help="Name of a board.")] = "mps2-an386",
    json: Json = False,
) -> None:
    from seedlite.benchmark import bench

    with naming(file):
        report = bench(read_file(file), board)
    if json:
        print_json(report)
        return
    columns = ["operator", "instructions", "MACs", "instructions/MAC"]
    console.print(table(f"{file} on {board}", columns, [_row(o) for o in report["operators"]]))
    flash, ram = report["flash_bytes"], report["ram_bytes"]
    console.print(
        facts(
            [
                ("inference", f"{_count(report['instructions'])} instructions"),
                ("start-up", f"{_count(report['start_instructions'])} instructions"),
                ("flash", f"{flash['code']:,} bytes of code + {flash['model']:,} of model"),
                ("RAM", " + ".join(f"{size:,} {part}" for part, size in ram.items()) + " bytes"),
            ]
        )
    )


def _row(operator: dict[str, Any]) -> list[str]:
    count, macs = operator["instructions"], operator["macs"]
    ratio = f"{count / macs:.2f}" if macs and count is not None else ""
    return [operator["name"], _count(count), f"{macs:,}" if macs else "", ratio]


def _count(instructions: int | None) -> str:
    return "not countable" if instructions is None else f"{instructions:,}"
