"""The firmware's protocol compiled for this machine, with a model."""

import ctypes
import subprocess
from pathlib import Path

import numpy as np

from seedlite.boards.sources import source_root
from seedlite.interpreters.host import Program, Runtime
from seedlite.model.graph import Model
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable

INPUTS, OUTPUTS = 12, 10  # of the tests' models
WRITE = ctypes.CFUNCTYPE(None, ctypes.c_uint8)
CLOCK = ctypes.CFUNCTYPE(ctypes.c_uint32)
RESET = ctypes.CFUNCTYPE(None)
SESSION_BYTES = 256  # more than protocol_session needs: the rest must not change
GUARD = 0xA5


class Host(ctypes.Structure):
    """protocol_host of protocol.h."""

    _fields_ = (
        ("program", ctypes.POINTER(Program)),
        ("profile", ctypes.c_char_p),
        ("model_name", ctypes.c_char_p),
        ("reset", RESET),
        ("write", WRITE),
        ("microseconds", CLOCK),
    )


def compile_protocol(folder: Path) -> ctypes.CDLL:
    """Compiles the firmware's protocol to a library in `folder`, with the undefined-behaviour
    sanitizer."""
    root, path = source_root(), folder / "libprotocol.so"
    serial = root / "firmware" / "app" / "serial"
    sources = [p for p in serial.glob("*.c") if p.name != "main.c"]
    runtime = root / "runtime_c"
    subprocess.run(
        [
            *("cc", "-std=c99", "-O1", "-shared", "-fPIC", "-Wall", "-Wextra", "-Wconversion"),
            *("-Werror", "-fsanitize=undefined", "-fno-sanitize-recover", "-static-libubsan"),
            *(f"-I{runtime / 'include'}", f"-I{runtime / 'src'}", *sources),
            *(runtime / "src" / "run" / "sl_invoke.c", "-o", path),
        ],
        check=True,
    )
    return ctypes.CDLL(str(path))


class Device:
    """Takes bytes and returns the firmware's output."""

    def __init__(self, library: ctypes.CDLL, model: Model):
        self.runtime = Runtime(deployable(pack(model)))
        self.now, self._sent = 0, bytearray()
        self._library = library
        self._host = Host(
            ctypes.pointer(self.runtime.program),
            b"seedlite test",
            b"dense",
            RESET(self.runtime.reset) if self.runtime.program.state_bytes else RESET(),
            WRITE(self._sent.append),
            CLOCK(self._tick),
        )
        self._session = ctypes.create_string_buffer(bytes([GUARD]) * SESSION_BYTES, SESSION_BYTES)
        library.protocol_start(self._session, ctypes.byref(self._host))
        self.greeting = self._taken()

    def send(self, data: bytes) -> str:
        for byte in data:
            self._library.protocol_receive(self._session, ctypes.c_uint8(byte))
        return self._taken()

    def ask(self, command: str) -> list[str]:
        """Returns the lines of the reply without the last one, which must be m-ready."""
        lines = self.send(command.encode() + b"%").split("\r\n")
        assert lines[-2:] == ["m-ready", ""]
        return lines[:-2]

    def load(self, x: np.ndarray) -> None:
        assert self.ask(f"db load {x.size}") == [f"m-[Expecting {x.size} bytes]"]
        assert self.ask(f"db {x.tobytes().hex()}") == ["m-load-done"]

    @property
    def input(self) -> np.ndarray:
        return self.runtime._inputs[0]

    @property
    def guard(self) -> bytes:
        """Returns the bytes after the session."""
        return self._session.raw[SESSION_BYTES - 64 :]

    def _tick(self) -> int:
        self.now += 1000
        return self.now

    def _taken(self) -> str:
        text = self._sent.decode("ascii")
        self._sent.clear()
        return text
