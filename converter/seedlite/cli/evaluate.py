"""seedlite evaluate"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Json, console, naming, print_json, progress
from seedlite.files import read_file

HELP = """Measure a model's accuracy on labelled data.

DATA is an .npz with x (inputs, in the float model's units) and y (class numbers).

Examples:

  seedlite evaluate small.tflite --data test.npz

  seedlite evaluate small.tflite --data test.npz --on litert

  seedlite evaluate small.tflite --data test.npz --on mps2-an386 --limit 20

  seedlite evaluate small.tflite --data test.npz --on nucleo-f446re --port /dev/ttyACM0
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    data: Annotated[Path, typer.Option(help="npz with x and y.")],
    on: Annotated[
        str,
        typer.Option(help="host (seedlite's runtime), litert, or a board: name or folder."),
    ] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Use only the first samples.")] = None,
    json: Json = False,
) -> None:
    from seedlite.evaluation import evaluate

    with naming(file), progress(f"evaluating on {on}") as advance:
        result = evaluate(read_file(file), data, on=on, limit=limit, port=port, progress=advance)
    if json:
        print_json({"accuracy": result.accuracy, "samples": result.samples, "on": on})
    else:
        console.print(
            f"{file} on {on}: accuracy {100 * result.accuracy:.2f} % of {result.samples:,} samples"
        )
