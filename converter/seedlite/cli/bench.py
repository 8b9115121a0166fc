"""seedlite bench"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.completion import boards
from seedlite.cli.output import Json, console, print_json
from seedlite.cli.tables import facts, table

HELP = """Count instructions and bytes on an emulated board.

Instructions are exact. Cycles are an estimate by the core's published timings, of memory that does
not wait, or with --wait-states of flash that waits where instructions are read. The input is always
the same pseudo-random one.
'drawing' is what an operator takes beyond the same operator with its weights stored as int8,
less than 0 where it takes fewer;
'skipped' are multiplications with weights that the file says are zero.

Example:

  seedlite bench small.tflite --board mps2-an386
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    board: Annotated[
        str, typer.Option(help="A board: a name, or a folder.", autocompletion=boards)
    ] = "mps2-an386",
    wait_states: Annotated[
        int, typer.Option(min=0, max=15, help="Cycles that flash waits, for the estimate.")
    ] = 0,
    json: Json = False,
) -> None:
    from seedlite.api import bench

    report = bench(file, board, wait_states=wait_states)
    if json:
        print_json(report)
        return
    columns = ["operator", "instructions", "drawing", "MACs", "skipped", "per MAC"]
    console.print(table(f"{file} on {board}", columns, [_row(o) for o in report["operators"]]))
    console.print(facts(_facts(report)))


def _facts(report: dict[str, Any]) -> list[tuple[str, str]]:
    flash, ram = report["flash_bytes"], report["ram_bytes"]
    regenerating = _count(report["regenerating_instructions"])
    parts = ", ".join(f"{size:,} {part}" for part, size in flash["parts"].items())
    return [
        ("inference", f"{_count(report['instructions'])} instructions"),
        ("estimated", _cycles(report["estimated_cycles"])),
        ("of it", f"{regenerating} more than with the weights stored as int8"),
        ("start-up", f"{_count(report['start_instructions'])} instructions"),
        ("flash", f"{flash['code']:,} bytes of code + {flash['model']:,} of model"),
        ("by part", f"{parts} bytes"),
        ("RAM", " + ".join(f"{size:,} {part}" for part, size in ram.items()) + " bytes"),
        ("arena, at least", f"{report['arena_lower_bound']:,} bytes"),
    ]


def _row(operator: dict[str, Any]) -> list[str]:
    count, macs = operator["instructions"], operator["macs"]
    ratio = f"{count / macs:.2f}" if macs and count is not None else ""
    with_weights = [
        _count(operator["regenerating"]),
        f"{macs:,}",
        f"{operator['skipped_macs']:,}",
    ]
    return [operator["name"], _count(count), *(with_weights if macs else [""] * 3), ratio]


def _cycles(estimated: dict[str, Any] | None) -> str:
    if estimated is None:
        return "no cycles: no timings of this core are published"
    waits = f", {estimated['wait_states']} wait states" if estimated["wait_states"] else ""
    return f"{estimated['count']:,} cycles{waits}, by: {estimated['by']}"


def _count(instructions: int | None) -> str:
    return "not countable" if instructions is None else f"{instructions:,}"
