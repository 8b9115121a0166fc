"""firmware/slots on a simulated flash whose power can fail at any operation."""

import ctypes
import random
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

from seedlite.boards.sources import source_root

WORD_BYTES, HEADER_BYTES, SLOT_BYTES = 8, 32, 256
OK, EMPTY, TOO_LARGE, FLASH, CORRUPT, ORDER = range(6)

ERASE = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_uint32)
PROGRAM = ctypes.CFUNCTYPE(
    ctypes.c_bool, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p
)
READ = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)


class FlashStruct(ctypes.Structure):
    _fields_ = (
        ("context", ctypes.c_void_p),
        ("slot_bytes", ctypes.c_uint32),
        ("erase", ERASE),
        ("program", PROGRAM),
        ("read", READ),
    )


class Model(ctypes.Structure):
    _fields_ = (
        ("model", ctypes.c_void_p),
        ("model_bytes", ctypes.c_uint32),
        ("slot", ctypes.c_uint32),
        ("number", ctypes.c_uint32),
    )


class Writer(ctypes.Structure):
    _fields_ = (
        ("flash", ctypes.POINTER(FlashStruct)),
        ("slot", ctypes.c_uint32),
        ("number", ctypes.c_uint32),
        ("model_bytes", ctypes.c_uint32),
        ("received", ctypes.c_uint32),
        ("word", ctypes.c_uint8 * WORD_BYTES),
    )


def compile_slots(folder: Path) -> ctypes.CDLL:
    """firmware/slots as a library in `folder`, under the undefined-behaviour sanitizer."""
    root, path = source_root(), folder / "libslots.so"
    runtime = root / "runtime_c" / "src"
    subprocess.run(
        [
            *("cc", "-std=c99", "-O1", "-shared", "-fPIC", "-Wall", "-Wextra", "-Wconversion"),
            *("-Wshadow", "-Werror", "-fsanitize=undefined", "-fno-sanitize-recover"),
            *("-static-libubsan", f"-I{runtime}"),
            *(
                root / "firmware" / "slots" / "slots.c",
                runtime / "format" / "sl_crc32.c",
                "-o",
                path,
            ),
        ],
        check=True,
    )
    return ctypes.CDLL(str(path))


class Simulation:
    """Two slots. Flash that was never erased holds noise; programming clears bits of erased words
    only. At operation number `cut` power fails: the operation is done in part, by the share
    `done` and by chance, and nothing works until `restart`."""

    def __init__(self, library: ctypes.CDLL, seed: int = 0):
        self._library = library
        self._chance = random.Random(seed)
        self.slots = [
            ctypes.create_string_buffer(self._chance.randbytes(SLOT_BYTES), SLOT_BYTES)
            for _ in range(2)
        ]
        self.operations = 0
        self.cut: int | None = None
        self.done = 0.0
        self.damage: Callable[[bytes], bytes] = bytes
        self._powered = True
        self._flash = FlashStruct(
            None, SLOT_BYTES, ERASE(self._erase), PROGRAM(self._program), READ(self._read)
        )

    def restart(self, cut: int | None = None, done: float = 0.0) -> None:
        self.operations, self.cut, self.done, self._powered = 0, cut, done, True

    def find(self) -> tuple[int, bytes]:
        """Status, and the model in use."""
        model = Model()
        status = self._library.slots_find(ctypes.byref(self._flash), ctypes.byref(model))
        return status, ctypes.string_at(model.model, model.model_bytes) if status == OK else b""

    def write(self, model: bytes, chunk: int = 5, crc: int | None = None) -> int:
        """The whole way of a new model; the first status that is not OK."""
        writer = Writer()
        status = self._library.slots_begin(
            ctypes.byref(writer), ctypes.byref(self._flash), ctypes.c_uint32(len(model))
        )
        for start in range(0, len(model), chunk):
            if status == OK:
                piece = model[start : start + chunk]
                status = self._library.slots_write(ctypes.byref(writer), piece, len(piece))
        if status != OK:
            return status
        crc = zlib.crc32(model) if crc is None else crc
        return self._library.slots_finish(ctypes.byref(writer), ctypes.c_uint32(crc))

    def _fails_here(self) -> bool:
        """Counts an operation; true for the one in which power fails."""
        if not self._powered:
            return False
        failing = self.operations == self.cut
        self.operations += 1
        self._powered = not failing
        return failing

    def _erase(self, _context: int, slot: int) -> bool:
        failing = self._fails_here()
        if not self._powered and not failing:
            return False
        for at in range(SLOT_BYTES):
            if not failing or self._chance.random() < self.done:
                self.slots[slot][at] = b"\xff"
        return not failing

    def _program(self, _context: int, slot: int, at: int, word: int) -> bool:
        failing = self._fails_here()
        if not self._powered and not failing:
            return False
        data = self.damage(ctypes.string_at(word, WORD_BYTES))
        old = self.slots[slot].raw[at : at + WORD_BYTES]
        assert at % WORD_BYTES == 0
        assert old == b"\xff" * WORD_BYTES, "programs a word that is not erased"
        for i, byte in enumerate(data):
            kept = sum(1 << b for b in range(8) if failing and self._chance.random() >= self.done)
            self.slots[slot][at + i] = bytes([byte | kept])
        return not failing

    def _read(self, _context: int, slot: int) -> int:
        return ctypes.addressof(self.slots[slot])
