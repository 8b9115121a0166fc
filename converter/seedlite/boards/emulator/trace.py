"""Traces the instruction blocks that firmware executes in an inference, from QEMU's log."""

import itertools
import os
import re
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from seedlite.boards.emulator.qemu import limit_cpu, qemu_command
from seedlite.boards.toolchain.build import Firmware
from seedlite.errors import DeviceError, UsageError

INFERENCE = "sl_invoke"
AFTER = "board_counter_read"  # called right after an inference
HANDLER = "systick_handler"  # may interrupt the inference
CHUNK = 1 << 22  # of the log
EXECUTED = re.compile(rb"^Trace \d+: \S+ \[\w+/(\w+)/", re.M)
TRANSLATED = re.compile(rb"^IN: .*\n((?:0x.*\n)+)", re.M)
LINE = re.compile(rb"0x(\w+):  ((?:[0-9a-f]+ )+)")
CODE_END = 0xF0000000  # higher addresses: exception returns


@dataclass
class Trace:
    """Executed blocks, which have no branch except at their end. `ends`: end address by start
    address. `steps`: how often the second block followed the first."""

    ends: dict[int, int] = field(default_factory=dict)
    steps: Counter[tuple[int, int]] = field(default_factory=Counter)


def trace_inference(
    firmware: Firmware, inputs: np.ndarray, entry: str = INFERENCE, timeout: float = 300.0
) -> Trace:
    """Traces the inference of the first row of `inputs`, int8 [n, input bytes], from the call of
    `entry` to its return. Raises DeviceError if it does not end."""
    addresses = _addresses(firmware.elf, (entry, AFTER, HANDLER))
    begin, end, handler = (addresses.get(name) for name in (entry, AFTER, HANDLER))
    if begin is None or end is None:
        raise UsageError(f"{firmware.elf} has no function {entry} or {AFTER}")
    trace = Trace()
    with _logged(firmware, inputs, timeout) as log:
        executed = (pc for pc in _executed(log, trace) if pc != handler and pc < CODE_END)
        inference = itertools.dropwhile(lambda pc: pc != begin, executed)
        before = None
        for pc in inference:
            if before is not None:
                trace.steps[before, pc] += 1
            if pc == end:
                return trace
            before = pc
    raise DeviceError(f"{firmware.board.name} (QEMU): the inference has not ended in {timeout:g} s")


def _executed(log: IO[bytes], trace: Trace) -> Iterator[int]:
    """Yields the addresses of executed blocks in order; records their ends."""
    rest = b""
    while chunk := log.read(CHUNK):
        text = rest + chunk
        cut = text.rfind(b"\nTrace") + 1  # listings precede the line of their block
        text, rest = text[:cut], text[cut:]
        for listing in TRANSLATED.findall(text):
            lines = LINE.findall(listing)
            last, code = lines[-1]
            trace.ends[int(lines[0][0], 16)] = int(last, 16) + len(code.replace(b" ", b"")) // 2
        yield from (int(pc, 16) for pc in EXECUTED.findall(text))


@contextmanager
def _logged(firmware: Firmware, inputs: np.ndarray, timeout: float) -> Iterator[IO[bytes]]:
    """Opens QEMU's log while it runs; QEMU ends with the context."""
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        (Path(folder) / "input.bin").write_bytes(inputs[:1].tobytes())
        # no -icount: it would split blocks at timer events
        command = qemu_command(firmware.elf, firmware.board, ["-d", "in_asm,exec,nochain"])
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            limit_cpu(process.pid, timeout)
            assert process.stderr is not None
            yield process.stderr
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _addresses(elf: Path, names: tuple[str, ...]) -> dict[str, int]:
    with open(elf, "rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        assert isinstance(table, SymbolTableSection)
        return {s.name: s["st_value"] & ~1 for s in table.iter_symbols() if s.name in names}
