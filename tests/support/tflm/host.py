"""Runs programs of TensorFlow Lite Micro on this machine."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.emulator.qemu import Report
from seedlite.errors import DeviceError

PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class HostResult:
    """outputs: the bytes of all outputs; arena_bytes: of it, what TFLM used; printed: its
    messages."""

    outputs: bytes
    arena_bytes: int
    printed: str


def run_on_host(program: Path, inputs: bytes, model: bytes | None = None) -> HostResult:
    """Runs a program on its inputs, all bytes of each inference in turn; `model`: another one than
    it was built with, of the same operators. Raises DeviceError with what TFLM printed if it
    fails."""
    with tempfile.TemporaryDirectory(prefix="seedlite-") as name:
        folder = Path(name)
        (folder / "input.bin").write_bytes(inputs)
        if model is not None:
            (folder / "model.tflite").write_bytes(model)
        ended = subprocess.run(
            [program], cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        if ended.returncode != 0:
            raise DeviceError(f"TFLM failed, exit status {ended.returncode}: {ended.stdout}")
        report = Report((folder / "report.txt").read_text(encoding="utf-8"))
        outputs = (folder / "output.bin").read_bytes()
    return HostResult(outputs, report.number("activation_bytes"), ended.stdout)
