"""seedlite sweep"""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seedlite.cli.data_options import DATA_HELP, DROP_UNITS, Data, Limit, Metric
from seedlite.cli.lists import listed
from seedlite.cli.output import Force, Json, console, errors, print_report, print_warning, progress
from seedlite.cli.tables import facts, table
from seedlite.errors import UsageError

if TYPE_CHECKING:
    from seedlite.data import Training

HELP = f"""Convert a model in many ways and measure accuracy, or another metric, against memory.

MODEL is an int8 .tflite, or a Keras model or float32 .tflite, which is quantized first
(--calibration or --train).
Every combination of methods, batch sizes (batch), bits (seeded) and seeds is converted, with
--train trained too, and measured. Rows are appended to the results (-o) as they come; after an
interruption --resume goes on where they end, or adds what was not asked for before.

Examples:

  seedlite sweep model.tflite --data test.npz -o rows.jsonl --methods batch --batch-sizes 5,20,100

  seedlite sweep model.tflite --data test.npz -o rows.jsonl --calibration samples.npz --seeds 3

  seedlite sweep model.keras --data test.npz --train data.npz --epochs 20 --resume rows.jsonl

  seedlite sweep model.tflite --data test.npz -o rows.jsonl --dask tcp://scheduler:8786

The threshold batch size is the largest whose mean drop over the seeds is within --max-drop.

{DATA_HELP}"""


def command(
    model: Annotated[Path, typer.Argument(help="Model to convert.")],
    data: Data,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Results to write, JSON lines.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Results to go on with (or to begin, if missing).")
    ] = None,
    methods: Annotated[
        str, typer.Option(help="Of unitary, layer, batch, seeded.")
    ] = "unitary,layer,batch,seeded",
    batch_sizes: Annotated[
        str, typer.Option(help="Weights that share statistics (batch).")
    ] = "5,10,15,20,50,100,200,500,1000,5000,15000",
    bits: Annotated[str, typer.Option(help="Stored bits per weight (seeded).")] = "2,3,4",
    seeds: Annotated[int, typer.Option(help="How often each is done, with seeds 0, 1, ...")] = 1,
    max_drop: Annotated[
        float, typer.Option(help=f"What the threshold batch size may lose: {DROP_UNITS}.")
    ] = 1.0,
    layers: Annotated[
        str | None,
        typer.Option(help="Regular expression: which layers (default: convolutions and dense)."),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(help="As --data, x: quantizes Keras models, guides seeded conversions."),
    ] = None,
    train: Annotated[
        Path | None, typer.Option(help="As --data, best with y: trains every conversion.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="How often to go through --train.")
    ] = None,
    limit: Limit = None,
    metric: Metric = None,
    jobs: Annotated[int, typer.Option(help="Processes on this machine; -1: one per core.")] = -1,
    dask: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler to work on instead.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import sweep

    # joblib's message on rows that Ctrl-C abandons
    warnings.filterwarnings("ignore", message=".*adjusting the input task iterator")
    if (output is None) == (resume is None):
        raise UsageError("give -o FILE for new results, or --resume FILE to go on with some")
    if jobs == 0 or jobs < -1:
        raise UsageError(f"--jobs {jobs}: give a number of processes, or -1 for one per core")
    path = output or resume
    assert path is not None
    try:
        with progress("sweeping") as advance:
            report = sweep(
                model,
                data,
                path,
                methods=listed(methods, "--methods", str),
                batch_sizes=listed(batch_sizes, "--batch-sizes", int),
                bits=listed(bits, "--bits", float),
                seeds=seeds,
                layers=layers,
                calibration=calibration,
                train=_training(train, epochs),
                max_drop=max_drop,
                limit=limit,
                metric=metric,
                workers=jobs,
                dask=dask,
                resume=resume is not None,
                force=force,
                progress=advance,
            )
    except KeyboardInterrupt:
        errors.print(f"go on with --resume {path}", highlight=False, soft_wrap=True)
        raise
    print_report(report, json, lambda: show(report))


def _training(data: Path | None, epochs: int | None) -> "Training | None":
    from seedlite.data import Training

    if data is None:
        if epochs is not None:
            raise UsageError("--epochs goes with --train")
        return None
    return Training(data, epochs=epochs)


def show(report: dict[str, Any]) -> None:
    from seedlite.execution import metric_of, value_of
    from seedlite.study import name_of, points, summarise

    metric = metric_of(report)
    rows = [
        [
            name_of(each),
            "yes" if each["trained"] else "no",
            metric.text(value_of(each)),
            points(each["drop"], each["drop_deviation"]),
            f"{each['file_bytes']:,}",
            f"{each['central_weights']:,}",
        ]
        for each in summarise(report["rows"])
    ]
    title = (
        f"{report['model']}: {metric.text(value_of(report))} of {report['samples']:,} samples, "
        f"{report['file_bytes']:,} bytes as int8"
    )
    columns = ["method", "trained", metric.title, metric.loss_column, "bytes", "statistics"]
    console.print(table(title, columns, rows))
    for row in report["rows"]:
        if "error" in row:
            print_warning(f"{name_of(row)}: {row['error']}", "not done:")
    found = report["threshold_batch_size"]
    text = "none" if found is None else f"B = {found:,}"
    limit = f"threshold at {metric.limit(report['max_drop'])}"
    if any(row["method"] == "batch" for row in report["rows"]):
        console.print(facts([(limit, text)]))
