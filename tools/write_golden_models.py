"""Adds golden models: centralized files with inputs and TFLM's outputs on the expanded model.

Usage: python -m tools.write_golden_models

They are permanent: every later version of seedlite must run files of earlier ones.
"""

import importlib
from pathlib import Path

import numpy as np

from models.command import stored_path
from seedlite import convert, expand
from seedlite.interpreters.tflm import TFLM
from seedlite.model.parse import parse

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden" / "models"
INPUTS = 4
MODELS = {
    "digits-unitary": {"method": "unitary"},
    "digits-layer": {"method": "layer"},
    "digits-batch50": {"method": "batch", "batch_size": 50},
    "digits-seeded2": {"bits": 2},
    "poker-seeded1.5": {"bits": 1.5},
    "mobile_digits-seeded3-all": {"bits": 3, "layers": "."},
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, options in MODELS.items():
        target = FOLDER / f"{name}.tflite"
        if target.exists():
            continue
        network = importlib.import_module(f"models.{name.partition('-')[0]}")
        file = convert(stored_path(network.NAME), calibration=network.calibration(), **options).file
        model = parse(file)
        shape = model.tensors[model.inputs[0]].shape
        rng = np.random.default_rng(len(name))
        x = rng.integers(-128, 128, (INPUTS, *shape[1:])).astype(np.int8)
        tflm = TFLM(expand(file))
        y = np.stack([tflm.invoke([one])[0] for one in x])
        np.savez_compressed(FOLDER / f"{name}.npz", x=x, y=y)
        target.write_bytes(file)
        print(f"{target.relative_to(ROOT)}: {len(file)} bytes")


if __name__ == "__main__":
    main()
