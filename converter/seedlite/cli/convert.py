"""seedlite convert"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seedlite.cli.data_options import DATA_HELP, DROP_UNITS, Metric
from seedlite.cli.destination import STDOUT, check_destination, write_destination
from seedlite.cli.forms import EXPLAINED as FORMS
from seedlite.cli.forms import describe_form
from seedlite.cli.output import (
    Force,
    Json,
    console,
    doubts_at_once,
    errors,
    print_report,
    print_taken,
    progress,
    say,
)
from seedlite.cli.tables import facts, table
from seedlite.errors import UsageError

if TYPE_CHECKING:
    from seedlite.data import Training

HELP = f"""Replace a model's weights by central statistics and seed bits.

MODEL is an int8 .tflite; or a .keras or .h5 file, a SavedModel folder or a float32 .tflite, which
need --calibration.

Examples:

  seedlite convert model.tflite -o small.tflite --bits 2

  seedlite convert model.tflite -o small.tflite --bits 2 --calibration samples.npz

  seedlite convert model.keras -o small.tflite --calibration samples.npz

  seedlite convert model.keras -o small.tflite --bits 1.5 --train data.npz

  seedlite convert model.keras -o small.tflite --bits 2 --train data.npz --prune 0.75

  seedlite convert model.tflite -o small.tflite --method batch --batch-size 50 --train data.npz

  seedlite convert model.tflite -o small.tflite --calibration samples.npz --budget 24000

  seedlite convert model.tflite -o small.tflite --calibration samples.npz --max-drop 1 --eval y.npz

  seedlite convert model.tflite -o same.tflite --calibration samples.npz --recipe report.json

With --budget or --max-drop, bits (seeded) or batch sizes (batch) are chosen layer by layer from how
much the output minds errors of each layer, measured on the samples. Without samples the seeded
method looks at the weights' own signal-to-noise ratio, and in the batch method all layers count
alike.

Considered are, without --layers, convolutions and dense layers; with samples depthwise kernels,
too, and each layer of such networks may stay int8 where that does more good for its bytes.
Depthwise kernels have few weights and lose most: without samples nothing says how many bits they
need, so they stay int8. --bits bounds the mean over the weights considered, those that stay int8
counted with 8.

In the table {FORMS}

Samples (--calibration, --eval, --train): {DATA_HELP}"""


def command(
    model: Annotated[Path, typer.Argument(help="Model to convert.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; - for stdout.")],
    method: Annotated[
        str | None, typer.Option(help="unitary, layer, batch or seeded (default).")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Weights that share statistics (batch).")
    ] = None,
    bits: Annotated[
        float | None,
        typer.Option(
            help="Stored bits per weight considered, 0.25 to 8, at most in the mean (seeded; "
            "default 2)."
        ),
    ] = None,
    budget: Annotated[
        int | None, typer.Option(help="Bytes that the file may have; chooses per layer.")
    ] = None,
    max_drop: Annotated[
        float | None,
        typer.Option(
            help=f"What may be lost against the int8 original: {DROP_UNITS}; looks for the "
            "smallest file. Needs --eval."
        ),
    ] = None,
    eval: Annotated[
        Path | None,
        typer.Option(help="Samples, x and y, that --metric and --max-drop are measured on."),
    ] = None,
    metric: Metric = None,
    recipe: Annotated[
        Path | None,
        typer.Option(help="What --json printed, or its recipe: stores every layer as there."),
    ] = None,
    layers: Annotated[
        str | None,
        typer.Option(
            help="Regular expression: which layers (default: convolutions and dense; with "
            "--calibration depthwise, too)."
        ),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(
            help="Samples of the input, x, or arrays called like several inputs: "
            "quantizes Keras models, and keeps the accuracy of seeded weights."
        ),
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(
            help="Samples, x and, best of all, labels y: trains the network around its "
            "centralized weights (needs TensorFlow)."
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, help="How often to go through --train (default: some 8,000 steps)."),
    ] = None,
    prune: Annotated[
        float | None,
        typer.Option(
            help="Share of the weights, 0 to below 1, that --train makes zero in groups of four, "
            "in layers large enough; the runtime skips them."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a training that was interrupted.")
    ] = False,
    effort: Annotated[
        str,
        typer.Option(
            help="What is done for accuracy with --calibration: fast, normal, or best, which ends "
            "with a short training without labels (needs TensorFlow)."
        ),
    ] = "normal",
    augment: Annotated[
        str | None,
        typer.Option(
            help="Changes of the --calibration samples that leave their meaning, with commas "
            "between: flip, shift (images), mix, noise, time-shift. Asks for that training, which "
            "gains by them."
        ),
    ] = None,
    keep_names: Annotated[bool, typer.Option("--keep-names", help="Keep tensor names.")] = False,
    portable: Annotated[
        bool,
        typer.Option(
            "--portable",
            help="Write a file for TensorFlow Lite Micro or LiteRT with seedlite's DECODE, in the "
            "original's place (docs/tflm.md).",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same file.")] = 0,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import convert

    check_destination(output, force, json, model)
    training = _training(train, epochs, prune, resume, output, force)
    with (
        _saying_how_to_go_on(training),
        progress("encoding" if training is None else "training") as advance,
        doubts_at_once() as printed,
    ):
        conversion = convert(
            model,
            method=method,
            batch_size=batch_size,
            bits=bits,
            budget=budget,
            max_drop=max_drop,
            evaluation=eval,
            metric=metric,
            recipe=recipe,
            layers=layers,
            calibration=calibration,
            train=training,
            effort=effort,
            augment=augment,
            keep_names=keep_names,
            portable=portable,
            seed=seed,
            progress=advance,
        )
    write_destination(output, conversion.file)
    if training is not None and training.checkpoint is not None:
        training.checkpoint.unlink(missing_ok=True)
    report = conversion.report
    print_report(report, json, lambda: show(report, output), printed)


def _training(
    data: Path | None,
    epochs: int | None,
    prune: float | None,
    resume: bool,
    output: Path,
    force: bool,
) -> "Training | None":
    from seedlite.data import Training

    if data is None:
        if prune is not None:
            raise UsageError(
                "--prune makes weights zero while the others learn to do without them: give "
                "training data, --train X.npz"
            )
        if epochs is not None or resume:
            raise UsageError("--epochs and --resume go with --train")
        return None
    if output == STDOUT:
        if resume:
            raise UsageError("--resume goes on beside the file that -o names; give one")
        return Training(data, epochs=epochs, prune=prune or 0.0)
    checkpoint = output.with_name(f"{output.name}.checkpoint")
    if checkpoint.exists() and not (resume or force):
        raise UsageError(
            f"{checkpoint} was left by a training that was interrupted: go on with --resume, or "
            "begin anew with --force"
        )
    return Training(data, epochs=epochs, checkpoint=checkpoint, resume=resume, prune=prune or 0.0)


@contextmanager
def _saying_how_to_go_on(training: "Training | None") -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        if training and training.checkpoint and training.checkpoint.exists():
            message = f"{training.checkpoint} holds the training so far: go on with --resume"
            errors.print(message, highlight=False, soft_wrap=True)
        raise


def show(report: dict[str, Any], output: Path) -> None:
    from seedlite.execution import metric_of

    columns = ["layer", "weights", "bytes", "bits/weight", "form"]
    if "training" not in report:  # trained weights do not approximate the original's
        columns.append("SNR")
    rows = [
        [
            layer["name"],
            f"{layer['weights']:,}",
            f"{layer['bytes']:,}",
            f"{layer['bits_per_weight']:.3f}",
            describe_form(layer),
            f"{layer['snr_db']:.1f} dB" if "snr_db" in layer else "",
        ][: len(columns)]
        for layer in report["layers"]
    ]
    console.print(table(f"{output} ({report['method']})", columns, rows))
    saved = report["memory_saved_bytes"]
    lines = [
        ("file", f"{report['file_bytes']:,} bytes, before {report['original_bytes']:,}"),
        (
            "bits per weight",
            f"{report['bits_per_weight']:.3f} of {report['considered_weights']:,} weights "
            "considered",
        ),
        (
            "weight memory saved",
            f"{saved['int8']:,} bytes against int8, {saved['float32']:,} against float32",
        ),
    ]
    if report["removed_channels"]:
        lines.append(("dead channels removed", f"{report['removed_channels']:,}"))
    if report["folded_operators"]:
        folded = (f"{count} {name}" for name, count in report["folded_operators"].items())
        lines.append(("operators folded", ", ".join(folded)))
    if "drop" in report:
        metric, before = metric_of(report), report["original_value"]
        lost = metric.loss_text(report["drop"])
        change = f"{metric.text(report['value'])}, before {metric.text(before)}: {lost}"
        lines.append((metric.title, change))
        smaller = [t for t in report.get("trials", []) if t["file_bytes"] < report["file_bytes"]]
        if smaller:
            next_one = max(smaller, key=lambda trial: trial["file_bytes"])
            lost = metric.loss_text(next_one["drop"])
            lines.append(("next smaller tried", f"{next_one['file_bytes']:,} bytes: {lost}"))
    if "training" in report:
        lines.append(("trained", describe_training(report["training"])))
    if "refinement" in report:
        lines.append(("short training", describe_refinement(report["refinement"])))
    console.print(facts(lines))
    print_taken(report["data"])
    for note in report["notes"]:
        say(note)


def describe_training(training: dict[str, Any]) -> str:
    start, samples = f"{training['epochs']} epochs", f"{training['held_out_samples']:,} held out"
    if training["pruned"]:
        start += f", {100 * training['pruned']:g} % pruned"
    if "accuracy" not in training:
        return f"{start}; {training['signal_to_noise_db']:.1f} dB on {samples}"
    before, after = (100 * training["accuracy"][of] for of in ("original", "centralized"))
    return f"{start}; {after:.2f} % of {samples}, before {before:.2f} %"


def describe_refinement(done: dict[str, Any]) -> str:
    changes = f" ({', '.join(done['augment'])})" if done["augment"] else ""
    result = "kept" if done["kept"] else "no gain, the search's file is kept"
    return (
        f"{done['steps']} steps, {done['seconds']:.0f} s, {done['samples']} samples x "
        f"{done['copies']}{changes}; error {done['trained']:.4f} on "
        f"{done['held_out_samples']} held out, before {done['searched']:.4f}: {result}"
    )
