"""Self-test: runs kernels and whole networks on boards and compares them with TFLM's bytes."""

import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.boards.board import Board, check_emulated, find_board, list_boards
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.architecture import ARM
from seedlite.boards.toolchain.build import build_firmware
from seedlite.errors import SeedliteError
from seedlite.progress import Progress
from seedlite.reports import Report

CASES = Path(__file__).parent / "self_test_cases"  # each: model, x, y of TFLM


@dataclass(frozen=True, eq=False)
class Outcome(Report):
    """The result of one case on one board; `fault` describes a failure, None on success."""

    board: str
    case: str
    seconds: float
    fault: str | None


def selftest(names: list[str] | None = None, progress: Progress | None = None) -> list[Outcome]:
    """Runs every case on the boards called `names`, by default on all that QEMU emulates,
    RISC-V where its tools are. Raises UsageError for a board that is unknown or not emulated,
    ToolMissingError."""
    boards = [find_board(name) for name in names] if names else list_boards()
    boards = [board for board in boards if names or _is_usual(board)]
    for board in boards:
        check_emulated(board)
    cases = sorted(CASES.glob("*.npz"))
    outcomes = []
    for outcome in _run_all(boards, cases):
        outcomes.append(outcome)
        if progress:
            progress(len(outcomes), len(boards) * len(cases))
    return outcomes


def _is_usual(board: Board) -> bool:
    is_optional = board.architecture is not ARM
    return board.emulation is not None and not (is_optional and board.architecture.missing)


def _run_all(boards: list[Board], cases: list[Path]) -> Iterator[Outcome]:
    for board in boards:
        for path in cases:
            start = time.monotonic()
            fault = _fault(board, path)
            yield Outcome(board.name, path.stem, time.monotonic() - start, fault)


def _fault(board: Board, path: Path) -> str | None:
    with np.load(path) as case:
        program = read_program(case["model"].tobytes(), path.stem)
        x, expected = case["x"], case["y"]
    try:
        with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
            outputs = run_on_qemu(build_firmware(program, board, Path(folder)), x).outputs
    except SeedliteError as error:
        return str(error)
    different = int((outputs != expected).sum())
    return f"{different} of {expected.size} output bytes differ from TFLM's" if different else None


def junit_xml(outcomes: list[Outcome]) -> bytes:
    """Returns the outcomes as a JUnit report with one suite per board."""
    root = ET.Element("testsuites")
    for board in dict.fromkeys(outcome.board for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.board == board]
        failures = sum(outcome.fault is not None for outcome in mine)
        counts = {"tests": str(len(mine)), "failures": str(failures), "errors": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": board} | counts)
        for outcome in mine:
            attributes = {
                "classname": board,
                "name": outcome.case,
                "time": f"{outcome.seconds:.3f}",
            }
            element = ET.SubElement(suite, "testcase", attributes)
            if outcome.fault is not None:
                ET.SubElement(element, "failure", message=outcome.fault)
    return ET.tostring(root, "utf-8", xml_declaration=True)
