"""seedlite inspect"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.forms import BITS, describe_form, meanings
from seedlite.cli.forms import EXPLAINED as FORMS
from seedlite.cli.output import Json, console, print_json, printable
from seedlite.cli.tables import facts, table

HELP = f"""Show a file's inputs and outputs, and its weights, layer by layer.

Real values are scale * (integer - zero point). Of float32 inputs and outputs the line below shows
those of the device, and the operators between.

Example:

  seedlite inspect small.tflite

In the table {FORMS} `seedlite convert` shows the SNR: a file does not hold its original.
"""


LONGEST = 24  # characters of a name


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or not.")],
    json: Json = False,
) -> None:
    from seedlite.api import inspect

    report = inspect(file)
    if json:
        print_json(report)
        return
    ports = ["port", "name", "shape", "type", "scale", "zero point"]
    rows = [row for x in report["inputs"] for row in _port("input", x)]
    rows += [row for x in report["outputs"] for row in _port("output", x)]
    console.print(table(printable(str(file)), ports, rows, texts=4))
    columns = ["layer", "shape", "form", "weights", "bytes", "bits/weight"]
    console.print(table("", columns, [_row(t) for t in report["tensors"]]))
    console.print(
        facts(
            [
                ("file", f"{report['file_bytes']:,} bytes"),
                ("weights", f"{report['weights']:,}"),
                ("bits per weight of these layers", f"{report['bits_per_weight']:.3f}"),
                *_state(report),
                *meanings(report["tensors"]),
                ("bits/weight", BITS),
            ]
        )
    )


def _state(report: dict[str, Any]) -> list[tuple[str, str]]:
    kept = report.get("state_bytes")
    return [("state", f"{kept:,} bytes, kept between inferences")] if kept else []


def _port(kind: str, port: dict[str, Any]) -> list[list[str]]:
    """Returns a row for the model's port and, if they differ, rows for the device's."""
    shape = "x".join(map(str, port["shape"]))
    outside = [kind, printable(port["name"]), shape, port["type"], *_quantization(port)]
    by = ", ".join(port.get("operators", []))
    inside = [["", f"by {by}", "", d["type"], *_quantization(d)] for d in port.get("device", [])]
    return [outside, *inside]


def _named(tensor: dict[str, Any]) -> str:
    """Returns the layer, and the end of the first name that the source has for it."""
    layer, label = tensor["layer"], printable(tensor["label"]).partition(";")[0]
    if label in ("", layer):
        return str(layer)
    return f"{layer} {label if len(label) <= LONGEST else f'...{label[-LONGEST + 3 :]}'}"


def _quantization(port: dict[str, Any]) -> list[str]:
    scale = f"{port['scale']:.9g}" if "scale" in port else ""
    return [scale, str(port.get("zero_point", ""))]


def _row(tensor: dict[str, Any]) -> list[str]:
    return [
        _named(tensor),
        "x".join(map(str, tensor["shape"])),
        describe_form(tensor),
        f"{tensor['weights']:,}",
        f"{tensor['bytes']:,}",
        f"{tensor['bits_per_weight']:.3f}",
    ]
