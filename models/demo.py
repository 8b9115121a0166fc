"""The main use case on real input: `make demo`.

Quantizes two of our networks to int8, centralizes them with every method, with and without
training, and runs them: on the whole test set on this machine, and on QEMU's Cortex-M4, compared
byte for byte with TensorFlow Lite Micro on the expanded model.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np

from models import digits, poker
from models.command import stored_path
from seedlite.boards.run import on_board
from seedlite.cli.output import console
from seedlite.cli.tables import table
from seedlite.compress.pipeline import convert
from seedlite.data.checks import quantize_inputs
from seedlite.data.training import MINI_BATCH, Training
from seedlite.execution.evaluation import accuracy
from seedlite.execution.run import run
from seedlite.interpreters.tflm import TFLM
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand

BOARD = "mps2-an386"
OUTPUT = Path("demo-out")
COMPARED = 20  # inputs compared with TFLM on this machine; one on the board
METHODS: dict[str, dict] = {
    "unitary": {"method": "unitary"},
    "layer": {"method": "layer"},
    "batch, B = 50": {"method": "batch", "batch_size": 50},
    "seeded, 2 bits": {"method": "seeded", "bits": 2},
    "seeded, 4 bits": {"method": "seeded", "bits": 4},
    "B 50, trained": {"method": "batch", "batch_size": 50},
    "1 bit, trained": {"method": "seeded", "bits": 1},
}
TRAINED = "trained"  # in the name of a row
TRAINING_STEPS = 3200  # about


@dataclass
class Measurement:
    method: str
    file_bytes: int
    bits_per_weight: float
    accuracy: float
    instructions: int
    same_as_tflm: bool


def quantized_test_data(file: bytes, network: ModuleType) -> tuple[np.ndarray, np.ndarray]:
    """Returns the network's test set as int8 inputs, and its labels."""
    x, y = network.test_data()
    return quantize_inputs(parse(file), x), y


def same_as_tflm(file: bytes, inputs: np.ndarray, on_board: np.ndarray) -> bool:
    """Tells whether host and board give TFLM's bytes on the expanded model."""
    here = run(file, inputs[:COMPARED]).outputs.reshape(COMPARED, -1)
    tflm = TFLM(expand(file))
    truth = np.stack([tflm.invoke([x])[0] for x in inputs[:COMPARED]])
    return bool((here == truth).all() and (on_board.reshape(-1) == truth[0]).all())


def measure(
    file: bytes, method: str, bits: float, inputs: np.ndarray, labels: np.ndarray
) -> Measurement:
    outputs = run(file, inputs).outputs.reshape(len(inputs), -1)
    board = run(file, inputs[:1], on_board(BOARD))
    assert board.instructions is not None
    return Measurement(
        method,
        len(file),
        bits,
        accuracy(outputs, labels),
        board.instructions,
        same_as_tflm(file, inputs, board.outputs),
    )


def training(network: ModuleType) -> Training:
    """Returns the settings of about TRAINING_STEPS with the network's own training data."""
    x, y = network.train_data()
    return Training((x, y), epochs=max(1, TRAINING_STEPS * MINI_BATCH // len(x)))


def rows(network: ModuleType, folder: Path) -> Iterator[Measurement]:
    """Yields the int8 original, then each method."""
    for number, (name, options) in enumerate(METHODS.items()):
        conversion = convert(
            stored_path(network.NAME),
            calibration=network.calibration(),
            train=training(network) if TRAINED in name else None,
            **options,
        )
        if number == 0:
            inputs, labels = quantized_test_data(conversion.original, network)
            row = measure(deployable(conversion.original), "int8 original", 8, inputs, labels)
            yield replace(row, file_bytes=len(conversion.original))
        target = (
            folder / f"{network.NAME}-{number}-{re.sub('[^a-z0-9]+', '-', name.lower())}.tflite"
        )
        target.write_bytes(conversion.file)
        yield measure(conversion.file, name, conversion.report["bits_per_weight"], inputs, labels)


COLUMNS = ["method", "bytes", "bits/weight", "accuracy", "instructions", "same as TFLM"]


def cells(row: Measurement) -> list[str]:
    return [
        row.method,
        f"{row.file_bytes:,}",
        f"{row.bits_per_weight:.3f}",
        f"{100 * row.accuracy:.2f} %",
        f"{row.instructions:,}",
        "yes" if row.same_as_tflm else "NO",
    ]


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    same = True
    for network in (digits, poker):
        shown = []
        with console.status(f"{network.NAME}: quantizing") as status:
            for row in rows(network, OUTPUT):
                status.update(f"{network.NAME}: {row.method} done")
                shown.append(row)
        same &= all(row.same_as_tflm for row in shown)
        title = (network.__doc__ or "").splitlines()[0]
        console.print(table(title, COLUMNS, [cells(row) for row in shown]))
    console.print(f"Instructions: one inference on {BOARD} (Cortex-M4) in QEMU.")
    console.print(f"The converted files are in {OUTPUT}/; look into one: seedlite inspect FILE")
    if not same:
        raise SystemExit("outputs differ from TFLM's")


if __name__ == "__main__":
    main()
