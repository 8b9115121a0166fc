"""seedlite evaluate"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seedlite.cli.data_options import DATA_HELP, Data, Limit, Metric
from seedlite.cli.output import Json, print_report, print_taken, progress, say

if TYPE_CHECKING:
    from seedlite.execution import Evaluation

HELP = f"""Measure what a model is worth on samples: accuracy, or what fits its outputs.

Examples:

  seedlite evaluate small.tflite --data test.npz

  seedlite evaluate small.tflite --data test.npz --on litert

  seedlite evaluate small.tflite --data test.npz --on mps2-an386 --limit 20

  seedlite evaluate small.tflite --data test.npz --on nucleo-f446re --port /dev/ttyACM0

  seedlite evaluate detector.tflite --data sounds.npz --metric auc

{DATA_HELP}"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    data: Data,
    metric: Metric = None,
    on: Annotated[
        str,
        typer.Option(help="host (seedlite's runtime), litert, or a board: name or folder."),
    ] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    limit: Limit = None,
    json: Json = False,
) -> None:
    from seedlite.api import evaluate

    with progress(f"evaluating on {on}") as advance:
        result = evaluate(
            file, data, metric=metric, on=on, port=port, limit=limit, progress=advance
        )
    print_report(result, json, lambda: show(result, file, on))


def show(result: "Evaluation", file: Path, on: str) -> None:
    from seedlite.execution import METRICS

    metric = METRICS[result.metric]
    measured = f"{metric.title} {metric.text(result.value)} of {result.samples:,} samples"
    say(f"{file} on {on}: {measured}")
    print_taken(result.data)
