"""Measures the savings of skipping zero activations: dense layers with V = 4, k = 8, in both
orders, on inputs with several shares at their zero point."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.support.skipping_layers import ZERO_INPUT_LAYERS, file_of, run, with_zeros

BOARDS = {"Cortex-M4": "mps2-an386", "Cortex-M0": "mps2-an385-m0", "Cortex-M55": "mps3-an547"}
SHARES = (0.0, 0.25, 0.5, 0.75, 0.9)


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


def rows() -> Iterator[Measurement]:
    for layer in ZERO_INPUT_LAYERS:
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
