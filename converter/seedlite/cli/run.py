"""seedlite run"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from seedlite.cli.completion import places
from seedlite.cli.destination import check_destination, write_destination
from seedlite.cli.output import Force, Json, print_report, progress, say
from seedlite.files import array_file
from seedlite.reports import Report

HELP = """Run inferences on this machine, on an emulated board, or on a board at a serial line.

Input is an array x, [n, ...input shape]: an .npy, an .npz with x, or a .csv with a sample in each
row. Arrays of the input's own type (int8, uint8) are its own values; all others are real values, as
the float model takes them, and quantized. Output is an .npy array of the output's type: int8, uint8
or, where the network has float32 ports, float32.

Examples:

  seedlite run small.tflite --input x.npy -o y.npy

  seedlite run small.tflite --board mps2-an386 --input x.npy -o y.npy

  seedlite run small.tflite --board rpi-pico --port /dev/ttyACM0 --input x.npy -o y.npy
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class RunReport(Report):
    """`instructions`: of one inference, None where nobody counts. `input`: what x was taken for.
    `output`: the file, of an array of `shape`."""

    instructions: int | None
    input: str
    output: str
    shape: list[int]
    warnings: list[str]


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    input: Annotated[Path, typer.Option("--input", help=".npy, .npz with x, or .csv.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help=".npy file to write; - for stdout.")
    ],
    board: Annotated[
        str,
        typer.Option(
            "--board", "--on", help="host, or a board: a name, or a folder.", autocompletion=places
        ),
    ] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import run

    check_destination(output, force, json, input)
    with progress(f"running on {board}") as advance:
        result = run(file, input, on=board, port=port, progress=advance)
    write_destination(output, array_file(result.outputs))
    report = RunReport(
        instructions=result.instructions,
        input=result.input,
        output=str(output),
        shape=list(result.outputs.shape),
        warnings=result.warnings,
    )
    print_report(report, json, lambda: show(report, result.outputs, board))


def show(report: RunReport, outputs: np.ndarray, board: str) -> None:
    say(f"{report.output}: {outputs.dtype} {report.shape}, from {board}")
    if report.instructions is not None:
        say(f"instructions for an inference: {report.instructions:,}")
    say(f"x: {report.input}")
