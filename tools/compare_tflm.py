"""Compares a model in seedlite with the same model in TensorFlow Lite Micro, on emulated boards:
instructions, estimated cycles, flash, arena, and bitwise equality of outputs.

Usage: python -m tools.compare_tflm MODEL.tflite [SEEDLITE.tflite ...] [--bits 2 ...]
           [--board mps2-an386 ...] [--wait-states N] [--checkouts FOLDER] [--json]

MODEL is stock int8. It is compared with the SEEDLITE files, and with two conversions for each of
--bits, a portable one last. Portable files also run in TFLM with seedlite's DECODE, without and
with memory of SetDecompressionMemory, which counts as arena. FOLDER (or the environment variable
SEEDLITE_TFLM_CHECKOUTS) holds checkouts of, or links to, tflite-micro, CMSIS-NN, CMSIS_5 and, in
the versions that TFLM's makefile fetches, flatbuffers, gemmlowp, ruy.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from seedlite import convert
from seedlite.boards.benchmark import lcg_inputs
from seedlite.boards.board import Board, find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.cycles import estimate_cycles
from seedlite.boards.emulator.qemu import QemuResult, run_on_qemu
from seedlite.boards.emulator.trace import INFERENCE
from seedlite.boards.toolchain.build import Firmware, build_firmware
from seedlite.boards.toolchain.sizes import firmware_sizes
from seedlite.codec.expand import is_centralized
from seedlite.errors import SeedliteError
from seedlite.model.parse import parse
from seedlite.prepare.portable import is_portable
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.support.tflm.build import ENTRY, LEVELS, Build, build_tflm, largest_weights
from tests.support.tflm.checkouts import Checkouts, find_checkouts

CMSIS_NN, REFERENCE = "cmsis-nn", "reference"


@dataclass(frozen=True)
class Measured:
    """A measurement of a model on a board: its outputs and the report's row."""

    outputs: bytes
    row: dict[str, Any]


def compare(
    file: bytes, ours: dict[str, bytes], board: Board, checkouts: Checkouts, wait_states: int = 0
) -> list[dict[str, Any]]:
    """Returns the report's rows: TFLM with both kernels, then seedlite with the int8 model and
    `ours`, each portable one followed by TFLM with DECODE."""
    tflm = partial(measure_tflm, board=board, checkouts=checkouts, wait_states=wait_states)
    cmsis = tflm("cmsis-nn int8", file, CMSIS_NN)
    reference = tflm("reference int8", file, REFERENCE)
    rows = [reference.row | _same(reference, cmsis), cmsis.row]
    for name, own in {"int8": file, **ours}.items():
        measured = measure_seedlite(name, own, board, wait_states)
        model, truth = parse(own), cmsis
        if is_centralized(model):
            truth = tflm(name, expand(own), CMSIS_NN)
        rows.append(measured.row | _same(measured, truth))
        if is_portable(model):
            for way, memory in (("DECODE", 0), ("DECODE, memory", largest_weights(model))):
                decoded = tflm(f"{way}, {name}", own, CMSIS_NN, memory=memory)
                rows.append(decoded.row | _same(decoded, truth))
    return [row | _ratios(row, cmsis.row) for row in rows]


def measure_tflm(
    name: str,
    file: bytes,
    kernels: str,
    board: Board,
    checkouts: Checkouts,
    wait_states: int,
    memory: int = 0,
) -> Measured:
    firmware, result, level = fastest(file, board, checkouts, kernels, memory)
    row = _row(f"TFLM {name}", firmware, result, lcg_inputs(file), ENTRY, wait_states)
    return Measured(result.outputs.tobytes(), row | {"compiled": level})


def fastest(
    file: bytes, board: Board, checkouts: Checkouts, kernels: str, memory: int
) -> tuple[Firmware, QemuResult, str]:
    """Returns TFLM's build with the fewest instructions: firmware, result, level."""
    found = []
    for level in LEVELS:
        firmware = build_tflm(file, board, checkouts, Build(kernels, level, memory))
        found.append((firmware, run_on_qemu(firmware, lcg_inputs(file)), level))
    return min(found, key=lambda each: each[1].instructions[0])


def measure_seedlite(name: str, file: bytes, board: Board, wait_states: int) -> Measured:
    file = deployable(file)
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), board, Path(folder))
        result = run_on_qemu(firmware, lcg_inputs(file))
        row = _row(f"seedlite {name}", firmware, result, lcg_inputs(file), INFERENCE, wait_states)
        return Measured(result.outputs.tobytes(), row)


def _row(
    name: str, firmware: Firmware, result: QemuResult, inputs: np.ndarray, entry: str, waits: int
) -> dict[str, Any]:
    sizes = firmware_sizes(firmware.elf)
    estimate = estimate_cycles(firmware, inputs, waits, entry)
    return {
        "name": name,
        "instructions": result.instructions[0],
        "estimated_cycles": estimate and estimate.cycles,
        "code_bytes": sizes.code,
        "flash_bytes": sizes.code + sizes.model,
        "arena_bytes": result.activation_bytes + result.scratch_bytes,
    }


def _same(measured: Measured, truth: Measured) -> dict[str, bool]:
    return {"outputs_equal": measured.outputs == truth.outputs}


def _ratios(row: dict[str, Any], cmsis: dict[str, Any]) -> dict[str, Any]:
    keys = ("instructions", "estimated_cycles")
    return {f"{key}_to_cmsis_nn": row[key] / cmsis[key] for key in keys if row[key] and cmsis[key]}


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield (
        f"{'':36}{'instructions':>14}{'ratio':>8}{'cycles, estimated':>19}{'ratio':>8}{'code':>9}"
        f"{'flash':>10}{'arena':>9}  outputs"
    )
    for row in rows:
        count, cycles = row["instructions"], row["estimated_cycles"]
        ratios = (row.get(f"{key}_to_cmsis_nn") for key in ("instructions", "estimated_cycles"))
        by_count, by_cycles = (f"{ratio:.1%}" if ratio else "" for ratio in ratios)
        equal = {True: "equal", False: "DIFFER", None: ""}[row.get("outputs_equal")]
        yield (
            f"{row['name']:36}{count:14,}{by_count:>8}{f'{cycles:,}' if cycles else 'unknown':>19}"
            f"{by_cycles:>8}{row['code_bytes']:9,}{row['flash_bytes']:10,}{row['arena_bytes']:9,}"
            f"  {equal}"
        )


def main(arguments: list[str]) -> None:
    assert __doc__
    parser = argparse.ArgumentParser(usage=__doc__.partition("Usage: ")[2])
    parser.add_argument("model", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--bits", type=float, action="append", default=[])
    parser.add_argument("--board", action="append")
    parser.add_argument("--wait-states", type=int, default=0)
    parser.add_argument("--checkouts")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    checkouts = find_checkouts(given.checkouts)
    ours = {path.name: path.read_bytes() for path in given.files}
    for bits in given.bits:
        for portable, name in ((False, f"{bits:g} bits"), (True, f"{bits:g} bits portable")):
            ours[name] = convert(given.model, bits=bits, portable=portable).file
    report: dict[str, Any] = {"versions": checkouts.versions(), "boards": {}}
    for name in given.board or ["mps2-an386"]:
        board, file = find_board(name), given.model.read_bytes()
        rows = compare(file, ours, board, checkouts, given.wait_states)
        report["boards"][board.name] = rows
        if not given.json:
            print(f"{given.model.name} on {board.name} ({board.core})", *table(rows), "", sep="\n")
    if given.json:
        print(json.dumps(report, indent=2))
    if any(row.get("outputs_equal") is False for rows in report["boards"].values() for row in rows):
        sys.exit("outputs differ")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SeedliteError as error:
        sys.exit(f"error: {error}")
