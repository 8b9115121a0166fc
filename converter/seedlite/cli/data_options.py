"""Options that several verbs share: samples and metrics."""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.completion import metrics

# description of sample files for --help
DATA_HELP = """Data are an .npz with arrays x (samples) and y, an .npy of x alone, or a .csv with a
sample in each row and labels in a last column named y. x: float, uint8 and other numbers are real
values, as the float model takes them; arrays of the type of a quantized input, int8 or uint8, are
its own values. y: class
numbers or one-hot; 0 and 1; or numbers of the shape of the outputs. Without y an autoencoder's
outputs are compared with its inputs.

--metric: accuracy (classes); binary-accuracy (0 and 1, at the threshold 0.5 of probabilities, 0 of
logits); auc (0 and 1: area under the ROC curve of the output, or of an autoencoder's error); mse,
mae, snr (numbers). Left out, the one that fits; where several do, an error lists them.
"""
DROP_UNITS = "points of accuracy or auc, dB of snr, % by which mse or mae rise"

Calibration = Annotated[
    Path | None,
    typer.Option(help="npz, npy or csv with x, samples of the inputs: quantizes Keras models."),
]
Data = Annotated[Path, typer.Option(help="npz with x and y, npy or csv.")]
Layers = Annotated[
    str | None, typer.Option(help="Regular expression: which layers (default: all with weights).")
]
Limit = Annotated[int | None, typer.Option(help="Use only the first samples.")]
Metric = Annotated[
    str | None,
    typer.Option(
        help="accuracy, binary-accuracy, auc, mse, mae or snr (default: what fits).",
        autocompletion=metrics,
    ),
]
