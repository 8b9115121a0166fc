"""Builds the C drivers of tests/hostile once, runs them on files, and returns the outcomes."""

import fcntl
import functools
import os
import subprocess
import sys
from pathlib import Path

from seedlite.boards.board import find_board
from seedlite.boards.emulator.qemu import Report, emulate
from seedlite.format.constants import STATUS
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

FOLDER = ROOT / "tests" / "hostile"
INTERPRETERS = Path(__file__).with_name("interpreter_process.py")
BUILD = ROOT / "build"
HOST_OPTIONS: tuple[str, ...] = ()  # of CMake
ACCEPTED = "accepted"
# the first finding ends the process with its own exit status
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99:detect_leaks=1", "UBSAN_OPTIONS": "print_stacktrace=1"}


@functools.cache
def driver(name: str) -> Path:
    """Returns a program for this machine with the address and undefined-behaviour sanitizers."""
    return _built("hostile", *HOST_OPTIONS) / name


@functools.cache
def board_batch(board: str) -> Path:
    """Returns the batch driver as firmware."""
    toolchain = ROOT / "cmake" / "arm-none-eabi.cmake"
    options = (f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", f"-DSEEDLITE_BOARD={board}")
    return _built(f"hostile-{board}", *options) / "batch"


def _built(name: str, *options: str) -> Path:
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until closed
        for command in (
            ["cmake", f"-S{FOLDER}", f"-B{folder}", "-GNinja", *options],
            ["cmake", "--build", str(folder)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


def run_driver(name: str, *paths: Path, timeout: float = PATIENCE) -> list[str]:
    """Returns the lines that the driver prints. Asserts that no sanitizer finds anything."""
    done = subprocess.run(
        [driver(name), *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        env=os.environ | SANITIZERS,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stderr}"
    return done.stdout.splitlines()


def host_outcomes(files: list[bytes], folder: Path) -> list[str]:
    """Returns each model's error code, or ACCEPTED, on this machine with sanitizers."""
    return [outcome(int(line)) for line in run_driver("batch", *written(files, folder))]


def interpreter_outcomes(name: str, files: list[bytes], folder: Path) -> list[str]:
    """Returns each model's outcome in 'tflm' or 'litert': refused, crashed, hung or ACCEPTED."""
    command = [sys.executable, INTERPRETERS, name, *written(files, folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def written(files: list[bytes], folder: Path) -> list[Path]:
    paths = [folder / f"{number}.tflite" for number in range(len(files))]
    for path, file in zip(paths, files, strict=True):
        path.write_bytes(file)
    return paths


def board_outcomes(
    files: list[bytes], folder: Path, board: str = "mps2-an386", timeout: float = PATIENCE
) -> list[str]:
    """Returns each model's outcome on an emulated board, in one run of one firmware."""
    with open(folder / "models.bin", "wb") as models:
        for file in files:
            models.write(len(file).to_bytes(4, "little") + file + bytes(-len(file) % 4))
    emulate(board_batch(board), find_board(board), folder, timeout)
    report = Report((folder / "report.txt").read_text())
    assert report.texts("guard") == []
    return [
        outcome(int(text, 16) - (1 << 32) * (text[2] == "f")) for text in report.texts("status")
    ]


def outcome(status: int) -> str:
    return STATUS[status][0] if status else ACCEPTED
