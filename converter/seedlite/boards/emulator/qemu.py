"""Runs firmware in QEMU: int8 inputs to int8 outputs, with exact instruction counts."""

import math
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.boards.board import Board, Emulation, check_emulated
from seedlite.boards.process import run_process
from seedlite.boards.toolchain.build import Firmware
from seedlite.boards.toolchain.tools import find_tool
from seedlite.errors import BadInputError, DeviceError, UsageError
from seedlite.format.constants import STATUS

COUNT_UNKNOWN = 0xFFFFFFFF  # BOARD_COUNT_UNKNOWN


@dataclass(frozen=True)
class QemuResult:
    """The result of a run. Counts are instructions, None if the board's counter overflowed; sizes
    are bytes on the target. The arena is activations + scratch + program, and state where the board
    loads the model."""

    outputs: np.ndarray  # int8 [..., output bytes]
    instructions: list[int | None]  # one per input
    start_instructions: int | None  # sl_load
    operators: list[int | None]  # one per operator, for the first input; empty without inputs
    activation_bytes: int
    scratch_bytes: int
    program_bytes: int
    state_bytes: int
    stack_bytes: int  # high-water mark of all that ran


def run_on_qemu(firmware: Firmware, inputs: np.ndarray, timeout: float = 300.0) -> QemuResult:
    """Loads the model and infers every row of `inputs`, int8 [n, input bytes]; or [sequences,
    steps, input bytes], the state reset before each sequence. Raises BadInputError if the runtime
    refuses the model or the rows have the wrong width, DeviceError if the emulated
    firmware faults or takes longer than `timeout` seconds."""
    if inputs.dtype != np.int8 or inputs.ndim not in (2, 3):
        raise UsageError(f"inputs must be int8 [n, bytes], not {inputs.dtype} {list(inputs.shape)}")
    with tempfile.TemporaryDirectory(prefix="seedlite-") as name:
        folder = Path(name)
        (folder / "input.bin").write_bytes(inputs.tobytes())
        if inputs.ndim == 3:
            (folder / "steps.bin").write_bytes(inputs.shape[1].to_bytes(4, "little"))
        emulate(firmware.elf, firmware.board, folder, timeout)
        counted = check_emulated(firmware.board).icount_shift is not None
        report = Report((folder / "report.txt").read_text(encoding="utf-8"), counted)
        _check_accepted(report)
        _check_width(report, inputs)
        outputs = np.fromfile(folder / "output.bin", dtype=np.int8)
    return QemuResult(
        outputs=outputs.reshape(*inputs.shape[:-1], report.number("output_bytes")),
        instructions=report.counts("inference"),
        start_instructions=report.counts("start")[0],
        operators=report.counts("operator"),
        activation_bytes=report.number("activation_bytes"),
        scratch_bytes=report.number("scratch_bytes"),
        program_bytes=report.number("program_bytes"),
        state_bytes=report.number("state_bytes"),
        stack_bytes=report.number("stack_bytes"),
    )


def emulate(elf: Path, board: Board, folder: Path, timeout: float) -> None:
    """Runs a program in the working directory `folder` until it exits successfully. Raises
    DeviceError."""
    command = qemu_command(elf, board, _counting(check_emulated(board)))
    try:
        ended = run_process(command, timeout, folder, lambda pid: limit_cpu(pid, timeout))
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"{board.name} (QEMU): not done after {timeout:g} s; allow more time or fewer inputs"
        ) from None
    if "unsupported machine type" in ended.output:
        emulator = find_tool(board.architecture.emulator)
        raise DeviceError(
            f"{board.folder / 'board.toml'}: [qemu] machine is '{check_emulated(board).machine}', "
            f"which {emulator} does not have; take one that `{emulator} -machine help` lists, "
            "or a newer QEMU"
        )
    if ended.status != 0:
        raise DeviceError(
            f"{board.name} (QEMU): the firmware failed, exit status {ended.status}; "
            f"QEMU says:\n{ended.output.strip() or '(nothing)'}"
        )


def qemu_command(elf: Path, board: Board, options: Sequence[str]) -> list[str]:
    """Returns the command that runs a program with semihosting."""
    architecture = board.architecture
    return [
        str(find_tool(architecture.emulator)),
        *architecture.emulation,
        *("-machine", check_emulated(board).machine),
        *("-display", "none", "-monitor", "none", "-serial", "none"),
        *options,
        *("-semihosting-config", "enable=on,target=native"),
        *("-kernel", str(elf.resolve())),
    ]


def _counting(emulation: Emulation) -> list[str]:
    """Returns options that make time count instructions, if the board's counter needs them."""
    shift = emulation.icount_shift
    return [] if shift is None else ["-icount", f"shift={shift}"]


def limit_cpu(pid: int, timeout: float) -> None:
    """Limits the CPU time of an emulator that outlives this process: two threads for `timeout`."""
    if hasattr(resource, "prlimit"):
        seconds = 2 * math.ceil(timeout) + 1
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))


class Report:
    """report.txt: lines `name 0x0123abcd` or `name text`; names may repeat. `counted`: whether time
    counts instructions in QEMU, without which counts are unknown."""

    def __init__(self, text: str, counted: bool = True) -> None:
        self._counted = counted
        self._lines = [tuple(line.split(" ", 1)) for line in text.splitlines()]

    def texts(self, name: str) -> list[str]:
        return [value for key, value in self._lines if key == name]

    def number(self, name: str) -> int:
        return int(self.texts(name)[0], 16)

    def signed(self, name: str) -> int:
        value = self.number(name)
        return value - (value >> 31 << 32)

    def counts(self, name: str) -> list[int | None]:
        values = [int(text, 16) for text in self.texts(name)]
        known = (v if self._counted and v != COUNT_UNKNOWN else None for v in values)
        return list(known)


def _check_accepted(report: Report) -> None:
    status = report.signed("status")
    if status == 0:
        return
    code, text = STATUS.get(status, (str(status), "unknown status"))
    raise BadInputError(
        f"the runtime refuses the model: {text} ({code}): {report.texts('error_what')[0]} "
        f"{report.number('error_index')}, byte {report.number('error_offset')}, "
        f"value {report.signed('error_value')}"
    )


def _check_width(report: Report, inputs: np.ndarray) -> None:
    expected = report.number("input_bytes")
    if inputs.shape[-1] != expected:
        raise BadInputError(
            f"inputs have {inputs.shape[-1]} bytes each, but the model takes {expected}"
        )
