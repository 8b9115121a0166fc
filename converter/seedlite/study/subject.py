"""The network under study with the data that its accuracy is measured on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.calibration import read_array
from seedlite.conversion import load_int8
from seedlite.deploy import read_stock
from seedlite.errors import UsageError
from seedlite.evaluation import Labelled
from seedlite.inference import Progress
from seedlite.tflite import Model


@dataclass(frozen=True)
class Subject:
    """`file`: the stock int8 `.tflite`, `model` the same parsed."""

    name: str
    file: bytes
    model: Model
    data: Labelled

    @classmethod
    def load(
        cls,
        source: Path,
        data: Path,
        calibration: np.ndarray | None = None,
        limit: int | None = None,
    ) -> "Subject":
        """source: int8 `.tflite`, or a Keras model, which is quantized with `calibration` (float
        [n, ...input shape]). data: npz with x and y, of which the first `limit` samples are used.
        Raises BadInputError, UnsupportedError, UsageError."""
        if limit is not None and limit < 1:
            raise UsageError(f"--limit {limit}: at least one sample is needed")
        x, y = (read_array(data, key)[:limit] for key in ("x", "y"))
        file = load_int8(source, calibration)
        model = read_stock(file, str(source))
        return cls(source.stem, file, model, Labelled.of(model, x, y, str(data)))

    def count_right(self, file: bytes | None = None, progress: Progress | None = None) -> int:
        """How many samples `file`, or the original, takes for what they are."""
        return self.data.count_right(self.file if file is None else file, progress=progress)
