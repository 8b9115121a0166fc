"""seedlite evaluate"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seedlite.cli.completion import runtimes
from seedlite.cli.data_options import DATA_HELP, Data, Limit, Metric
from seedlite.cli.output import Json, console, print_report, print_taken, progress, say
from seedlite.cli.tables import table
from seedlite.errors import DeviceError

if TYPE_CHECKING:
    from seedlite.execution import Evaluation, LayerRun, Validation

HELP = f"""Measure what a model is worth on samples: accuracy, or what fits its outputs.

On a board every output is also compared with that of the runtime on this machine, and timed where
the board has a clock; --by-layer compares every layer's, too. Ends with 6 if one differs.

Examples:

  seedlite evaluate small.tflite --data test.npz

  seedlite evaluate small.tflite --data test.npz --on litert

  seedlite evaluate small.tflite --data test.npz --on mps2-an386 --limit 20

  seedlite evaluate small.tflite --data test.npz --on nucleo-f446re --port /dev/ttyACM0

  seedlite evaluate small.tflite --data test.npz --on rpi-pico --port /dev/ttyACM0 --by-layer

  seedlite evaluate detector.tflite --data sounds.npz --metric auc

{DATA_HELP}"""

DIFFERENT = DeviceError.exit_code


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    data: Data,
    metric: Metric = None,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            "--board",
            help="host (seedlite's runtime), litert, or a board: name or folder.",
            autocompletion=runtimes,
        ),
    ] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    by_layer: Annotated[
        bool, typer.Option("--by-layer", help="Compare every layer's outputs; with --port.")
    ] = False,
    limit: Limit = None,
    json: Json = False,
) -> None:
    from seedlite.api import evaluate

    with progress(f"evaluating on {on}") as advance:
        result = evaluate(
            file,
            data,
            metric=metric,
            on=on,
            port=port,
            by_layer=by_layer,
            limit=limit,
            progress=advance,
        )
    print_report(result, json, lambda: show(result, file, on))
    if result.validation is not None and not result.validation.agrees:
        raise typer.Exit(DIFFERENT)


def show(result: "Evaluation", file: Path, on: str) -> None:
    from seedlite.execution import METRICS

    metric = METRICS[result.metric]
    measured = f"{metric.title} {metric.text(result.value)} of {result.samples:,} samples"
    say(f"{file} on {on}: {measured}")
    print_taken(result.data)
    if result.validation is not None:
        show_validation(result.validation)


def show_validation(found: "Validation") -> None:
    say(f"outputs equal to this machine's: {found.equal:,} of {found.inferences:,} inferences")
    if found.equal < found.inferences:
        say(f"largest difference: {found.largest_difference} steps")
    if found.instructions is not None:
        say(f"instructions for an inference: {found.instructions:,}")
    if found.microseconds is not None:
        times = found.microseconds
        say(
            f"time of an inference: {times.mean:,.0f} us in the mean, "
            f"{times.least:,} to {times.most:,}"
        )
    if found.layers is not None:
        columns = ["layer", "bytes", "different", "us, mean"]
        console.print(table("", columns, [_layer(layer) for layer in found.layers]))


def _layer(layer: "LayerRun") -> list[str]:
    time = "" if layer.microseconds is None else f"{layer.microseconds:,.0f}"
    return [layer.name, f"{layer.bytes:,}", f"{layer.different:,}", time]
