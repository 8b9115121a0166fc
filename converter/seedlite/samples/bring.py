"""The files of a sample: a trained model, and data for it that packages bring or rules make."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.errors import ToolMissingError, UsageError
from seedlite.files import read_file
from seedlite.libraries import package_folders
from seedlite.samples import digits

Arrays = Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Sample:
    """`files`: what each is, by name. `arrays`: makes those that the package does not bring."""

    files: Mapping[str, str]
    arrays: Callable[[], Arrays]


SAMPLES = {
    "digits": Sample(
        {
            "digits.keras": "a trained Keras model",
            "digits.tflite": "the same model as int8",
            "calibration.npz": "200 samples, for --calibration",
            "train.npz": "797 samples with labels, for --train",
            "test.npz": "1,000 other samples with labels, for --data and --eval",
        },
        digits.arrays,
    ),
}


def sample_files(name: str) -> dict[str, bytes]:
    """Returns the files of a sample by name. Raises UsageError for an unknown one,
    ToolMissingError."""
    if name not in SAMPLES:
        raise UsageError(f"there is no sample {name!r}; choose one of: {', '.join(SAMPLES)}")
    sample = SAMPLES[name]
    made = {file: _npz(arrays) for file, arrays in sample.arrays().items()}
    brought = {file: read_file(_packaged(file)) for file in sample.files if file not in made}
    return brought | made


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _packaged(name: str) -> Path:
    """Returns the path in a checkout's `models`, or among the installed package's data."""
    checkout = Path(__file__).resolve().parents[3] / "models"
    folders = [checkout, *(folder / "_samples" for folder in package_folders())]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise ToolMissingError(
        f"{name} is in none of {[*map(str, folders)]}; "
        "install seedlite again: pip install --force-reinstall seedlite"
    )
