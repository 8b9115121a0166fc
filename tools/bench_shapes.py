"""Measures instructions of depthwise layers and convolutions of odd shapes, int8, in total and per
MAC: kernels along one axis, images of a few pixels, channels that are no multiple of four.

Usage: python -m tools.bench_shapes [BOARD ...] [--json FILE] [--against FILE]

--json stores the counts; --against compares them with stored counts, in per cent.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from seedlite.boards.benchmark import bench
from seedlite.files import write_whole
from seedlite.model.pack import pack
from tests.support.single_layers import Layer

BOARDS = ("mps2-an386", "mps2-an385-m0", "mps3-an547")
Pair = tuple[int, int]


def depthwise(
    channels: int, kernel: Pair, size: Pair, stride: Pair = (1, 1), valid: bool = True, by: int = 1
) -> Layer:
    """Returns a depthwise layer. by: the depth multiplier."""
    return Layer("depthwise", channels, channels * by, kernel, size, True, stride, valid)


def convolution(
    inputs: int, outputs: int, kernel: Pair, size: Pair, stride: Pair = (1, 1), valid: bool = True
) -> Layer:
    return Layer("conv", inputs, outputs, kernel, size, False, stride, valid)


def layers() -> Iterator[Layer]:
    for taps, length in ((3, 30), (5, 28), (10, 24), (15, 15), (30, 30)):  # along either axis
        yield depthwise(128 if taps > 3 else 40, (taps, 1), (length, 1))
        yield depthwise(128 if taps > 3 else 40, (1, taps), (1, length))
    for channels in (1, 3, 8, 41, 125):
        yield depthwise(channels, (7, 1), (30, 1))
        yield depthwise(channels, (1, 9), (1, 9))
    for length in (7, 8, 9, 11):  # 1, 2, 3 and 5 output pixels
        yield depthwise(40, (7, 1), (length, 1))
    yield depthwise(40, (5, 1), (30, 1), (2, 1), valid=False)
    yield depthwise(40, (1, 4), (1, 31), (1, 3), valid=False)
    yield depthwise(40, (1, 1), (6, 5))
    yield depthwise(40, (1, 1), (1, 1))
    yield depthwise(8, (5, 1), (20, 1), by=4)
    yield depthwise(8, (12, 1), (12, 1), by=3)
    yield depthwise(64, (3, 3), (1, 1), valid=False)
    yield depthwise(64, (3, 3), (2, 2), valid=False)
    yield depthwise(64, (3, 3), (4, 4), valid=False)
    yield depthwise(64, (3, 3), (25, 5), valid=False)
    yield depthwise(8, (3, 3), (48, 48), valid=False)
    yield depthwise(32, (3, 3), (24, 24), (2, 2), valid=False)
    yield depthwise(64, (5, 5), (8, 8), valid=False)
    yield depthwise(64, (7, 7), (7, 7))
    yield depthwise(64, (4, 4), (4, 4))
    yield depthwise(24, (5, 3), (9, 9), valid=False)
    for size in ((1, 1), (2, 1), (1, 3), (24, 1)):
        yield convolution(128, 128, (1, 1), size)
    yield convolution(128, 32, (1, 1), (1, 1))
    yield convolution(40, 128, (1, 1), (28, 1))
    yield convolution(125, 125, (1, 1), (24, 1))
    yield convolution(37, 64, (1, 1), (1, 1))
    yield convolution(64, 16, (5, 1), (5, 1))
    yield convolution(64, 64, (1, 1), (25, 5))
    yield convolution(1, 64, (10, 4), (49, 10), (2, 2), valid=False)
    yield convolution(3, 16, (3, 3), (32, 32), valid=False)
    yield convolution(16, 16, (3, 3), (32, 32), valid=False)
    yield convolution(64, 64, (3, 3), (8, 8), valid=False)
    yield convolution(1, 8, (30, 1), (60, 1), (2, 1))


def title(layer: Layer) -> str:
    shape = " ".join(
        "x".join(map(str, pair)) for pair in (layer.taps, layer.size, layer.stride)
    )  # kernel, image, stride
    padding = "valid" if layer.valid else "same"
    return f"{layer.name} {layer.inputs} to {layer.outputs}, {shape} {padding}"


def measure(board: str) -> dict[str, int]:
    return {title(one): bench(pack(one.model()), board)["instructions"] for one in layers()}


def table(board: str, counts: dict[str, int], before: dict[str, int]) -> str:
    """Returns a line per layer: instructions in total, per MAC, and their change from `before`."""
    lines = [board]
    for layer in layers():
        name = title(layer)
        line = f"{name:55} {counts[name]:9,} {counts[name] / layer.macs:7.2f}"
        if name in before:
            line += f" {100 * (counts[name] / before[name] - 1):+7.1f} %"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("boards", nargs="*", default=BOARDS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    before = json.loads(options.against.read_text()) if options.against else {}
    counts = {}
    for board in options.boards:
        counts[board] = measure(board)
        print(table(board, counts[board], before.get(board, {})), flush=True)
    if options.json:
        write_whole(options.json, json.dumps(counts, indent=1).encode())


if __name__ == "__main__":
    main()
