"""Writes the cases of `seedlite test`: small models, inputs, and TFLM's outputs.

Usage: python -m tools.write_selftest
"""

from pathlib import Path

import numpy as np

from seedlite.boards.self_test import CASES
from seedlite.interpreters.tflm import TFLM
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support.builders import planned
from tests.support.operators import OPERATORS

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ("digits-seeded2", "digits-batch50")
SAMPLES = 2


def tflm_outputs(file: bytes, inputs: np.ndarray) -> np.ndarray:
    """Returns TFLM's outputs: int8 [samples, bytes of all outputs]. inputs: int8 [samples,
    bytes]."""
    model = parse(file)
    shapes = [model.tensors[t].shape for t in model.inputs]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    tflm = TFLM(expand(file))
    rows = (tflm.invoke(np.split(row, ends)) for row in inputs)
    return np.stack([np.concatenate([y.view(np.int8) for y in row]) for row in rows])


def main() -> None:
    files = {name: planned(model) for name, model in OPERATORS.items()}
    for name in GOLDEN:
        files[name] = (ROOT / "tests" / "golden" / "models" / f"{name}.tflite").read_bytes()
    for name, file in files.items():
        rng = np.random.default_rng(list(name.encode()))  # no case depends on another
        model = parse(file)
        size = sum(model.tensors[t].count for t in model.inputs)
        inputs = rng.integers(-128, 128, (SAMPLES, size)).astype(np.int8)
        outputs = tflm_outputs(file, inputs)
        CASES.mkdir(exist_ok=True)
        model_bytes = np.frombuffer(file, np.uint8)
        np.savez_compressed(CASES / f"{name}.npz", model=model_bytes, x=inputs, y=outputs)


if __name__ == "__main__":
    main()
