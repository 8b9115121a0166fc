"""seedlite quantize"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.destination import check_destination, write_destination
from seedlite.cli.output import Force, Json, print_report, print_taken, progress, say

HELP = """Make the stock int8 .tflite of a Keras model or a float32 .tflite.

It is what `seedlite convert` begins with: the baseline to compare smaller files with.

Example:

  seedlite quantize model.keras -o int8.tflite --calibration samples.npz
"""


def command(
    model: Annotated[Path, typer.Argument(help="Keras model, SavedModel or float32 .tflite.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; - for stdout.")],
    calibration: Annotated[
        Path, typer.Option(help="Samples of the input, x, or arrays called like several inputs.")
    ],
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import quantize

    check_destination(output, force, json, model)
    with progress("quantizing") as advance:
        quantized = quantize(model, calibration, progress=advance)
    write_destination(output, quantized.file)
    report = quantized.report
    print_report(report, json, lambda: show(report, output))


def show(report: dict[str, Any], output: Path) -> None:
    size, weights = report["file_bytes"], report["weights"]
    say(f"{output}: int8, {size:,} bytes, {weights:,} weights")
    print_taken(report["data"])
