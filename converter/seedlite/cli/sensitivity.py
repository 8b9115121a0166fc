"""seedlite sensitivity"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.data_options import DATA_HELP, Calibration, Data, Layers, Limit, Metric
from seedlite.cli.output import Force, Json, console, print_report, progress
from seedlite.cli.plots import check_plot, draw_plot
from seedlite.cli.tables import facts, table

HELP = f"""Show which layers of a model are sensitive to disturbances.

MODEL is an int8 .tflite, or a Keras model or float32 .tflite, which is quantized first
(--calibration). Every layer is disturbed alone in three ways, as `seedlite augment` does it: noise
of half the weights' deviation is added; the weights are doubled; in every weight one random bit of
its int8 integer is flipped.

Examples:

  seedlite sensitivity model.tflite --data test.npz

  seedlite sensitivity model.tflite --data test.npz --plot sensitivity.svg

  seedlite sensitivity model.keras --calibration samples.npz --data test.npz --limit 500 --json

{DATA_HELP}"""

BAR = 16  # characters of the longest bar


def command(
    model: Annotated[Path, typer.Argument(help="Model to disturb.")],
    data: Data,
    plot: Annotated[
        Path | None, typer.Option(help="Figure to write, .svg or .png (needs matplotlib).")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How often what is random is drawn.")] = 3,
    layers: Layers = None,
    calibration: Calibration = None,
    limit: Limit = None,
    metric: Metric = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.study import StudiedNetwork, measure_sensitivity, sensitivity_figure

    if plot is not None:
        check_plot(plot, force)
    with progress("disturbing") as advance:
        network = StudiedNetwork.load(model, data, calibration, limit, metric)
        report = measure_sensitivity(network, layers=layers, seeds=seeds, progress=advance)
    if plot is not None:
        draw_plot(sensitivity_figure(report), plot)
    print_report(report, json, lambda: show(report))


def show(report: dict[str, Any]) -> None:
    from seedlite.execution import metric_of, value_of
    from seedlite.study import points

    largest = max(*(layer["drop"] for layer in report["layers"]), 0.0)
    ways = list(report["strengths"])
    rows = [
        [
            layer["name"],
            *(
                points(layer["disturbances"][way]["drop"])
                for way in ways
            ),
            points(layer["drop"]),
            _bar(layer["drop"], largest),
        ]
        for layer in report["layers"]
    ]  # fmt: skip
    metric = metric_of(report)
    what, _, unit = metric.loss_column.partition(", ")
    title = (
        f"{report['model']}, {what} in {unit} from {metric.text(value_of(report))} of "
        f"{report['samples']:,} samples"
    )
    console.print(table(title, ["layer", *ways, "mean", ""], rows))
    found = report["depth_correlation"]["mean"]
    if found is not None:
        console.print(facts([("drop and depth", f"rank correlation {found:+.2f}")]))


def _bar(drop: float, largest: float) -> str:
    return "" if largest <= 0 else "█" * round(BAR * max(drop, 0.0) / largest)
