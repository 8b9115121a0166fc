"""Options that several verbs of the study share, and how they print."""

from pathlib import Path
from typing import Annotated

import typer

Calibration = Annotated[
    Path | None, typer.Option(help="npz with x, samples of the inputs: quantizes Keras models.")
]
Layers = Annotated[
    str | None, typer.Option(help="Regular expression: which layers (default: all with weights).")
]
Limit = Annotated[int | None, typer.Option(help="Use only the first samples.")]


def percent(fraction: float) -> str:
    return f"{100 * fraction:.2f} %"


def points(drop: float, deviation: float | None = None) -> str:
    return f"{drop:.2f}" if deviation is None else f"{drop:.2f} ± {deviation:.2f}"
