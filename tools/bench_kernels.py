"""Measures instructions, their kinds and estimated cycles of single kernels on the Cortex-M4,
beside CMSIS-NN's; renews the tables of docs/kernels.md.

Usage: python -m tools.bench_kernels [--json]

CMSIS-NN's column stays empty unless SEEDLITE_TFLM_CHECKOUTS names checkouts: see compare_tflm.py.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from seedlite import convert
from seedlite.boards.benchmark import lcg_input
from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.cycles import estimate_cycles
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import build_firmware
from seedlite.errors import SeedliteError
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.single_layers import Layer
from tests.support.tflm.checkouts import VARIABLE, find_checkouts
from tools.compare_tflm import CMSIS_NN, fastest
from tools.pages import head, renew, row

ROOT = Path(__file__).resolve().parent.parent
BOARD = "mps2-an386"
PAGE = ROOT / "docs" / "kernels.md"
BEGIN, END = "<!-- bench_kernels: begin -->\n", "<!-- bench_kernels: end -->\n"
KINDS = ("load", "multiply", "other", "branch", "store", "divide")

LAYERS = [
    Layer("dense 640 to 128", 640, 128),
    Layer("dense 128 to 128", 128, 128),
    Layer("dense 64 to 12", 64, 12),
    Layer("1x1, 64 to 64, on 25x5", 64, 64, 1, (25, 5)),
    Layer("1x1, 8 to 16, on 48x48", 8, 16, 1, (48, 48)),
    Layer("1x1, 128 to 128, on 6x6", 128, 128, 1, (6, 6)),
    Layer("3x3, 16 to 16, on 32x32", 16, 16, 3, (32, 32)),
    Layer("3x3, 64 to 64, on 8x8", 64, 64, 3, (8, 8)),
    Layer("depthwise 3x3, 64, on 25x5", 64, 64, 3, (25, 5), depthwise=True),
    Layer("depthwise 3x3, 8, on 48x48", 8, 8, 3, (48, 48), depthwise=True),
]


def measure(file: bytes, inputs: int) -> dict[str, Any]:
    """Returns instructions, their kinds and estimated cycles of one inference of generated code."""
    program = read_program(deployable(file))
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(program, find_board(BOARD), Path(folder))
        data = lcg_input(inputs).reshape(1, -1)
        count = run_on_qemu(firmware, data).instructions[0]
        estimate = estimate_cycles(firmware, data)
    assert estimate is not None
    return {"instructions": count, "mix": estimate.kinds, "estimated_cycles": estimate.cycles}


def cmsis_nn_per_mac(file: bytes, layer: Layer) -> float | None:
    """Returns the instructions per multiplication of TFLM with CMSIS-NN; None without checkouts."""
    if not os.environ.get(VARIABLE):
        return None
    _, result, _ = fastest(file, find_board(BOARD), find_checkouts(None), CMSIS_NN)
    return result.instructions[0] / layer.macs


def seeded(file: bytes) -> bytes | None:
    """Returns the model at 2 bits a weight; None if it has too few weights."""
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        source = Path(folder) / "layer.tflite"
        source.write_bytes(file)
        try:
            return convert(source, bits=2).file
        except SeedliteError:
            return None


def rows() -> list[dict[str, Any]]:
    found = []
    for layer in LAYERS:
        file = pack(layer.model())
        coded = None if layer.depthwise else seeded(file)
        found.append(
            {
                "layer": layer.name,
                "macs": layer.macs,
                "cmsis_nn_per_mac": cmsis_nn_per_mac(file, layer),
                "int8": measure(file, layer.input_count),
                "seeded": coded and measure(coded, layer.input_count),
            }
        )
        print(layer.name, file=sys.stderr)
    return found


def table(found: list[dict[str, Any]]) -> str:
    """Returns instructions per MAC and the shares of their kinds in per cent, for int8 and for 2
    bits."""
    columns = ("kernel", "CMSIS-NN, int8", "int8", "2 bits", *KINDS[:5], "cycles, estimated")
    return head(columns) + "".join(row(cells(each)) for each in found)


def cells(row: dict[str, Any]) -> list[str]:
    ours = [row["int8"], row["seeded"]]
    per_mac = [f"{one['instructions'] / row['macs']:.2f}" if one else "" for one in ours]
    shown = ours[1] or ours[0]
    mix: Counter[str] = shown["mix"]
    shares = [f"{100 * mix[kind] / mix.total():.0f} %" for kind in KINDS[:5]]
    cycles = f"{shown['estimated_cycles'] / row['macs']:.2f}"
    theirs = row["cmsis_nn_per_mac"]
    return [row["layer"], f"{theirs:.2f}" if theirs else "", *per_mac, *shares, cycles]


def main() -> None:
    found = rows()
    if "--json" in sys.argv[1:]:
        print(json.dumps(found, indent=1))
        return
    print(table(found), end="")
    renew(PAGE, BEGIN, END, table(found))


if __name__ == "__main__":
    main()
