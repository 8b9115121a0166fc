"""Writes a data set as train.npz and test.npz, which `seedlite` and the tools read.

python -m models.datasets cifar10 PATH -o FOLDER
"""

import argparse
from pathlib import Path

import numpy as np

from models.datasets import NAMES, dataset
from seedlite.errors import SeedliteError


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m models.datasets", description="Write a data set as train.npz and test.npz."
    )
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("path", type=Path, help="file or folder, as models/datasets/NAME.py reads")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    try:
        splits = dataset(options.name).load(options.path)
    except SeedliteError as error:
        raise SystemExit(f"error: {error}") from error
    options.output.mkdir(parents=True, exist_ok=True)
    for name, (x, y) in zip(("train", "test"), splits, strict=True):
        np.savez(options.output / f"{name}.npz", x=x, y=y)
        print(f"{options.output / name}.npz: {len(x):,} samples")


if __name__ == "__main__":
    main()
