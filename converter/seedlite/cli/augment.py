"""seedlite augment"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seedlite.cli.data_options import DATA_HELP, Calibration, Data, Layers, Limit, Metric
from seedlite.cli.lists import listed
from seedlite.cli.output import Json, console, print_report, progress
from seedlite.cli.tables import table
from seedlite.errors import UsageError

if TYPE_CHECKING:
    from seedlite.study import Disturbance

HELP = f"""Disturb a model's weights, layer by layer, and measure the accuracy that is left.

MODEL is an int8 .tflite, or a Keras model or float32 .tflite, which is quantized first (--calibration). What a
strength means:

  add: to every weight a normal random number, whose deviation is STRENGTH times the deviation of
  the layer's weights (default 0.1,0.5,1)

  multiply: every weight times STRENGTH (default 0.5,2)

  bitflip: in a fraction STRENGTH of the weights one random bit of the int8 integer is flipped
  (default 0.01,0.1,1)

Examples:

  seedlite augment model.tflite --data test.npz --kind add

  seedlite augment model.tflite --data test.npz --kind multiply --strengths 0.5,0.9,1.1,2

  seedlite augment model.tflite --data test.npz --kind bitflip --layers '^[0-4] ' --seeds 5

  seedlite augment model.keras --calibration samples.npz --data test.npz --kind bitflip --stored float32

{DATA_HELP}"""  # noqa: E501 (a command stays on one line)

STRENGTHS = {"add": "0.1,0.5,1", "multiply": "0.5,2", "bitflip": "0.01,0.1,1"}


def command(
    model: Annotated[Path, typer.Argument(help="Model to disturb.")],
    data: Data,
    kind: Annotated[str, typer.Option(help="add, multiply or bitflip.")],
    strengths: Annotated[
        str | None, typer.Option(help="How strongly: numbers with commas between.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How often what is random is drawn.")] = 3,
    layers: Layers = None,
    together: Annotated[
        bool, typer.Option("--together", help="Disturb all chosen layers at once.")
    ] = False,
    stored: Annotated[
        str, typer.Option(help="Form whose bits are flipped: int8 or float32 (bitflip).")
    ] = "int8",
    one_number: Annotated[
        bool, typer.Option("--one-number", help="Add one number to a whole layer (add).")
    ] = False,
    calibration: Calibration = None,
    limit: Limit = None,
    metric: Metric = None,
    json: Json = False,
) -> None:
    from seedlite.study import StudiedNetwork, augment

    ways = _disturbances(kind, strengths, stored, one_number)
    with progress("disturbing") as advance:
        network = StudiedNetwork.load(model, data, calibration, limit, metric)
        report = augment(
            network, ways, layers=layers, together=together, seeds=seeds, progress=advance
        )
    print_report(report, json, lambda: show(report, kind))


def _disturbances(
    kind: str, strengths: str | None, stored: str, one_number: bool
) -> "list[Disturbance]":
    from seedlite.study import KINDS, Disturbance

    if kind not in KINDS:
        raise UsageError(f"--kind {kind} is unknown; choose one of {', '.join(KINDS)}")
    if stored != "int8" and kind != "bitflip":
        raise UsageError("--stored goes with --kind bitflip")
    if one_number and kind != "add":
        raise UsageError("--one-number goes with --kind add")
    numbers = listed(strengths or STRENGTHS[kind], "--strengths", float)
    return [Disturbance(kind, number, stored, one_number) for number in numbers]


def show(report: dict[str, Any], kind: str) -> None:
    from seedlite.execution import metric_of, value_of
    from seedlite.study import points

    metric = metric_of(report)
    rows = [
        [
            layer["name"],
            f"{layer['strength']:g}",
            metric.text(value_of(layer)),
            points(layer["drop"], layer["drop_deviation"]),
        ]
        for layer in report["layers"]
    ]
    title = (
        f"{report['model']}, {kind}: {metric.text(value_of(report))} of "
        f"{report['samples']:,} samples undisturbed"
    )
    console.print(table(title, ["layer", "strength", metric.title, metric.loss_column], rows))
