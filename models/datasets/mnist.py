"""MNIST: 70,000 handwritten digits of 28x28 pixels.

Reads the user's folder of the original files (`train-images-idx3-ubyte` ..., gzipped or not), or an
`.npz` with `x_train`, `y_train`, `x_test`, `y_test`.
"""

import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.datasets.archive import open_npz
from models.datasets.augmentation import augmented
from seedlite.errors import BadInputError

__all__ = ["CLASSES", "INPUT_SHAPE", "Split", "augmented", "load"]

INPUT_SHAPE = (28, 28, 1)
CLASSES = 10
GIVE = "the folder of the original files or an .npz with x_train, y_train, x_test, y_test"
FILES = {"train": "train", "test": "t10k"}
IMAGES_MAGIC, LABELS_MAGIC = 2051, 2049
HEADER_WORDS = {IMAGES_MAGIC: 4, LABELS_MAGIC: 2}


class Split(NamedTuple):
    x: np.ndarray  # float32 [n, 28, 28, 1], 0 ... 1
    y: np.ndarray  # int64 [n]


def load(path: Path) -> tuple[Split, Split]:
    """Returns training and test images. Raises BadInputError."""
    if path.is_dir():
        return _read_folder(path, "train"), _read_folder(path, "test")
    with open_npz(path, "MNIST", GIVE) as archive:
        train, test = (
            _split(archive[f"x_{name}"], archive[f"y_{name}"]) for name in ("train", "test")
        )
        return train, test


def _read_folder(folder: Path, split: str) -> Split:
    images = _read_idx(folder / f"{FILES[split]}-images-idx3-ubyte", IMAGES_MAGIC)
    labels = _read_idx(folder / f"{FILES[split]}-labels-idx1-ubyte", LABELS_MAGIC)
    return _split(images.reshape(-1, *INPUT_SHAPE), labels)


def _read_idx(path: Path, magic: int) -> np.ndarray:
    """Returns the bytes after the header, which is big-endian."""
    zipped = path.with_name(f"{path.name}.gz")
    try:
        data = gzip.decompress(zipped.read_bytes()) if zipped.exists() else path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}[.gz] cannot be read ({error})") from error
    words = np.frombuffer(data[: 4 * HEADER_WORDS[magic]], ">u4")
    if len(words) == 0 or words[0] != magic or words[1:].prod() != len(data) - words.nbytes:
        raise BadInputError(f"{path} is no file of MNIST's, or cut off; get it again")
    return np.frombuffer(data, np.uint8, offset=words.nbytes)


def _split(x: np.ndarray, y: np.ndarray) -> Split:
    return Split((x.reshape(-1, *INPUT_SHAPE) / 255).astype(np.float32), y.astype(np.int64))
