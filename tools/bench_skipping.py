"""Measures the instructions that skipping zeros saves, in generated code at 2 bits. Zero weights:
single layers on the Cortex-M4 with several shares of weights zero, in groups or singly. Zero
activations: dense layers on several cores.

Usage: python -m tools.bench_skipping [--json]
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from seedlite.boards.benchmark import bench
from tests.support.skipping_layers import CMSIS_NN, ZERO_WEIGHT_LAYERS, converted
from tools import zero_inputs
from tools.pages import print_table

BOARD = "mps2-an386"
SHARES = (0.0, 0.5, 0.75, 0.875, 0.97)


@dataclass(frozen=True)
class Measurement:
    layer: str
    group: int  # weights per group of zeros
    zeros: float  # share of zero groups
    kept: bool  # whether the converter kept a mask
    instructions: int
    dense: int  # without zero weights
    cmsis_nn: int | None

    @property
    def ratio(self) -> float:
        return self.instructions / self.dense


def measured(layer: str, share: float, group: int) -> tuple[int, bool]:
    """Instructions at 2 bits, and whether the file has a mask."""
    conversion = converted(ZERO_WEIGHT_LAYERS[layer], share, group)
    instructions = bench(conversion.file, BOARD)["operators"][0]["instructions"]
    return instructions, conversion.report["layers"][0].get("mask_group", 0) > 0


def rows() -> Iterator[Measurement]:
    for layer in ZERO_WEIGHT_LAYERS:
        dense, _ = measured(layer, 0.0, 1)
        for group in (4, 1):
            for share in SHARES:
                instructions, kept = measured(layer, share, group)
                yield Measurement(
                    layer, group, share, kept, instructions, dense, CMSIS_NN.get(layer)
                )


COLUMNS = ("layer", "group", "zero", "mask", "instructions", "of our dense", "of CMSIS-NN's dense")


def cells(row: Measurement) -> list[str]:
    return [
        row.layer,
        str(row.group),
        f"{100 * row.zeros:g} %",
        "yes" if row.kept else "no",
        f"{row.instructions:,}",
        f"{row.ratio:.2f}",
        f"{row.instructions / row.cmsis_nn:.2f}" if row.cmsis_nn else "",
    ]


def main() -> None:
    if "--json" in sys.argv:
        found = {"zero weights": rows(), "zero activations": zero_inputs.rows()}
        print(json.dumps({k: [asdict(row) for row in v] for k, v in found.items()}, indent=2))
        return
    print_table(COLUMNS, map(cells, rows()))
    print("\nZero activations\n")
    print_table(zero_inputs.COLUMNS, map(zero_inputs.cells, zero_inputs.rows()))


if __name__ == "__main__":
    main()
