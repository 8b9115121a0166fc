"""Instructions of single kernels on the Cortex-M4, beside CMSIS-NN's: where they go, and how many
cycles they may take; the tables of docs/kernels.md, which are renewed.

Usage: python tools/bench_kernels.py [--json]
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from seedlite import convert  # noqa: E402
from seedlite.benchmark import lcg_input  # noqa: E402
from seedlite.codegen import read_program  # noqa: E402
from seedlite.deploy import deployable  # noqa: E402
from seedlite.errors import SeedliteError  # noqa: E402
from seedlite.files import write_whole  # noqa: E402
from seedlite.firmware.boards import find_board  # noqa: E402
from seedlite.firmware.build import build_firmware  # noqa: E402
from seedlite.firmware.qemu import run_on_qemu  # noqa: E402
from seedlite.tflite import pack  # noqa: E402
from tools.instruction_mix import instruction_mix  # noqa: E402
from tools.single_layers import Layer  # noqa: E402

BOARD = "mps2-an386"
PAGE = ROOT / "docs" / "kernels.md"
BEGIN, END = "<!-- bench_kernels: begin -->\n", "<!-- bench_kernels: end -->\n"
KINDS = ("load", "multiply", "other", "branch", "store", "divide")

# CMSIS-NN 4ab83cc3 built by GCC 12.2.1 at its fastest, same board and counter: a MAC's instructions
LAYERS: list[tuple[Layer, float]] = [
    (Layer("dense 640 to 128", 640, 128), 1.95),
    (Layer("dense 128 to 128", 128, 128), 2.23),
    (Layer("dense 64 to 12", 64, 12), 2.74),
    (Layer("1x1, 64 to 64, on 25x5", 64, 64, 1, (25, 5)), 2.00),
    (Layer("1x1, 8 to 16, on 48x48", 8, 16, 1, (48, 48)), 5.91),
    (Layer("1x1, 128 to 128, on 6x6", 128, 128, 1, (6, 6)), 1.78),
    (Layer("3x3, 16 to 16, on 32x32", 16, 16, 3, (32, 32)), 2.28),
    (Layer("3x3, 64 to 64, on 8x8", 64, 64, 3, (8, 8)), 1.75),
    (Layer("depthwise 3x3, 64, on 25x5", 64, 64, 3, (25, 5), depthwise=True), 6.99),
    (Layer("depthwise 3x3, 8, on 48x48", 8, 8, 3, (48, 48), depthwise=True), 16.9),
]


def measure(file: bytes, inputs: int) -> dict[str, Any]:
    """Of one inference of generated code: instructions, their kinds, estimated cycles."""
    program = read_program(deployable(file))
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(program, find_board(BOARD), Path(folder))
        data = lcg_input(inputs)
        result = run_on_qemu(firmware, data.reshape(1, -1))
        count = result.instructions[0]
        assert count is not None
        mix, cycles = instruction_mix(firmware, data.tobytes(), count)
    return {"instructions": count, "mix": mix, "estimated_cycles": cycles}


def seeded(file: bytes) -> bytes | None:
    """At 2 bits a weight; None where so few weights cannot be."""
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        source = Path(folder) / "layer.tflite"
        source.write_bytes(file)
        try:
            return convert(source, bits=2).file
        except SeedliteError:
            return None


def rows() -> list[dict[str, Any]]:
    found = []
    for layer, theirs in LAYERS:
        file = pack(layer.model())
        row: dict[str, Any] = {"layer": layer.name, "macs": layer.macs, "cmsis_nn_per_mac": theirs}
        row["int8"] = measure(file, layer.input_count)
        coded = None if layer.depthwise else seeded(file)
        row["seeded"] = coded and measure(coded, layer.input_count)
        found.append(row)
        print(layer.name, file=sys.stderr)
    return found


def table(found: list[dict[str, Any]]) -> str:
    """Instructions a MAC, then their kinds in per cent, for int8 and for 2 bits."""
    head = ("| kernel | CMSIS-NN, int8 | int8 | 2 bits | " + " | ".join(KINDS[:5])
            + " | cycles, estimated |\n" + "|---" * 10 + "|\n")  # fmt: skip
    return head + "".join(f"| {' | '.join(cells(row))} |\n" for row in found)


def cells(row: dict[str, Any]) -> list[str]:
    ours = [row["int8"], row["seeded"]]
    per_mac = [f"{one['instructions'] / row['macs']:.2f}" if one else "" for one in ours]
    shown = ours[1] or ours[0]
    mix: Counter[str] = shown["mix"]
    shares = [f"{100 * mix[kind] / mix.total():.0f} %" for kind in KINDS[:5]]
    cycles = f"{shown['estimated_cycles'] / row['macs']:.2f}"
    return [row["layer"], f"{row['cmsis_nn_per_mac']:.2f}", *per_mac, *shares, cycles]


def main() -> None:
    found = rows()
    if "--json" in sys.argv[1:]:
        print(json.dumps(found, indent=1))
        return
    print(table(found), end="")
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    write_whole(PAGE, (before + BEGIN + table(found) + END + rest.split(END)[1]).encode())


if __name__ == "__main__":
    main()
