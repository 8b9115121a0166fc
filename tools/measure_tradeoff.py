"""Measures accuracy, bytes and speed of a model at several rates, beside TensorFlow Lite Micro with
CMSIS-NN: the numbers of the README's picture, which tools/draw_tradeoff.py draws.

Usage: python -m tools.measure_tradeoff MODEL.tflite --calibration C.npz --test T.npz
           [--bits 4 3 2 1] [--samples 512] [--checkouts FOLDER] [-o docs/figures/tradeoff.json]

C.npz holds x, of which --samples are drawn; T.npz x and y. FOLDER: as tools/compare_tflm.py says.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from seedlite import convert, evaluate
from seedlite.boards.board import find_board
from seedlite.data.files import read_array
from seedlite.files import write_whole
from tests.support.tflm.checkouts import find_checkouts
from tools.compare_tflm import compare

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "figures" / "tradeoff.json"
BOARD = "mps2-an386"
THEIRS = "TFLM cmsis-nn int8"


def measure(options: argparse.Namespace) -> dict[str, Any]:
    checkouts = find_checkouts(options.checkouts)
    original = options.model.read_bytes()
    files = {"int8": original}
    for bits in options.bits:
        name = "1 bit" if bits == 1 else f"{bits:g} bits"
        files[name] = convert(original, bits=bits, calibration=calibration(options)).file
        print(f"{name}: {len(files[name]):,} bytes", flush=True)
    centralized = {name: file for name, file in files.items() if name != "int8"}
    costs = compare(original, centralized, find_board(BOARD), checkouts)
    found = {row["name"]: row for row in costs}
    rows = []
    for name, file in files.items():
        accuracy = evaluate(file, options.test, metric="accuracy").accuracy
        print(f"{name}: accuracy {accuracy:.4f}", flush=True)
        if name == "int8":
            rows.append(point("TensorFlow Lite Micro", accuracy, file, found[THEIRS]))
        rows.append(point(name, accuracy, file, found[f"seedlite {name}"]))
    return {
        "model": options.model.stem,
        "board": BOARD,
        "samples": options.samples,
        "versions": checkouts.versions(),
        "rows": rows,
    }


def calibration(options: argparse.Namespace) -> np.ndarray:
    samples = read_array(options.calibration, "x")
    return samples[np.random.default_rng(0).permutation(len(samples))[: options.samples]]


def point(name: str, accuracy: float, file: bytes, cost: dict[str, Any]) -> dict[str, Any]:
    """Returns a row; outputs that differ from TFLM's end the measurement."""
    if cost.get("outputs_equal") is False:
        raise SystemExit(f"{cost['name']}: outputs differ from TensorFlow Lite Micro's")
    kept = ("instructions", "estimated_cycles", "code_bytes", "flash_bytes", "arena_bytes")
    return {"name": name, "accuracy": accuracy, "file_bytes": len(file)} | {
        key: cost[key] for key in kept
    }


def main() -> None:
    assert __doc__
    parser = argparse.ArgumentParser(usage=__doc__.partition("Usage: ")[2])
    parser.add_argument("model", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--bits", type=float, nargs="+", default=[4, 3, 2, 1])
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--checkouts")
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    options.output.parent.mkdir(exist_ok=True)
    write_whole(options.output, json.dumps(measure(options), indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
