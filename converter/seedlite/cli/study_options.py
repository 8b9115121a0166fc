"""Options that several verbs of the study share."""

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
