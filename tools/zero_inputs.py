"""Measures the savings of skipping zero activations: dense layers with V = 4, k = 8, in both
orders, on inputs with several shares at their zero point."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite import convert
from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import QemuResult, run_on_qemu
from seedlite.boards.toolchain.build import build_firmware
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tools.single_layers import Layer

BOARDS = {"Cortex-M4": "mps2-an386", "Cortex-M0": "mps2-an385-m0", "Cortex-M55": "mps3-an547"}
SHARES = (0.0, 0.25, 0.5, 0.75, 0.9)
LAYERS = tuple(
    Layer(f"fully connected {inputs}x{outputs}", inputs, outputs)
    for inputs, outputs in ((640, 128), (128, 128), (256, 32), (1024, 12))
)


@dataclass(frozen=True)
class Measurement:
    layer: str
    core: str
    dense: int  # instructions in output-major order
    skipping: list[int]  # at SHARES

    @property
    def break_even(self) -> float:
        """Returns the share of zeros above which skipping is faster, by linear interpolation."""
        first, last = self.skipping[0], self.skipping[-1]
        return (first - self.dense) / (first - last) * SHARES[-1]


def file_of(layer: Layer, skipping: bool) -> bytes:
    """Returns the layer with V = 4, k = 8; `skipping`: in input-major order."""
    form = {"values_per_draw": 4, "bits_per_draw": 8, "input_major": skipping}
    recipe = {"method": "seeded", "layers": {"0 FULLY_CONNECTED": form}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.tflite"
        path.write_bytes(pack(layer.model()))
        return convert(path, recipe=recipe).file


def with_zeros(file: bytes, share: float, seed: int = 0) -> np.ndarray:
    """Returns an int8 input of the file's model, `share` of it at its zero point, the others
    not."""
    model = parse(file)
    source = model.tensors[model.inputs[0]]
    zero_point = source.zero_point
    rng = np.random.default_rng(seed)
    x = rng.integers(-128, 128, source.count).astype(np.int8)
    x[x == zero_point] = zero_point + 1
    x[rng.permutation(x.size)[: round(share * x.size)]] = zero_point
    return x


def run(file: bytes, inputs: np.ndarray, board: str) -> QemuResult:
    """Runs inputs, int8 [n, values], on a board."""
    with tempfile.TemporaryDirectory() as folder:
        firmware = build_firmware(read_program(file), find_board(board), Path(folder))
        return run_on_qemu(firmware, inputs)


def rows() -> Iterator[Measurement]:
    for layer in LAYERS:
        dense, skipping = (file_of(layer, each) for each in (False, True))
        inputs = np.array([with_zeros(skipping, share) for share in SHARES])
        for core, board in BOARDS.items():
            once = run(dense, inputs[:1], board).instructions[0]
            yield Measurement(
                layer.name, core, once, list(run(skipping, inputs, board).instructions)
            )


COLUMNS = (
    "layer",
    "core",
    "output-major",
    *(f"{100 * share:g} % zero" for share in SHARES),
    "break-even",
)


def cells(row: Measurement) -> list[str]:
    counts = [f"{count:,}" for count in (row.dense, *row.skipping)]
    return [row.layer, row.core, *counts, f"{100 * row.break_even:.0f} %"]
