"""examples/wake_word/wake_word.c on this machine: the decisions that a board takes."""

import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import seedlite

SOURCE = Path(__file__).resolve().parent.parent / "examples" / "wake_word" / "wake_word.c"


class Listener:
    """Hears the word in sound that comes piece by piece."""

    def __init__(self, file: bytes):
        """Compiles the example with a network, the bytes of a `.tflite`. Needs a C compiler."""
        with tempfile.TemporaryDirectory() as name:
            library, built = Path(name) / "library", Path(name) / "wake.so"
            seedlite.export(file, library, names=["wake"], front_end=True)
            sources = [SOURCE, *library.glob("src/**/*.c")]
            # static symbols first: two networks in one process keep apart
            flags = ("-std=c99", "-O2", "-shared", "-fPIC", "-Wl,-Bsymbolic")
            command = ["cc", *flags, f"-I{library / 'src'}", *sources, "-o", built]
            subprocess.run(command, check=True)
            self._library = ctypes.CDLL(str(built))
        self._library.wake_word_hear.argtypes = [ctypes.c_void_p]
        self._library.wake_word_hear.restype = ctypes.c_bool
        self._library.wake_word_reset()

    def hear(self, sound: np.ndarray, hop: int = 320) -> np.ndarray:
        """Returns the samples, counted within `sound`, at whose arrival the word was heard; takes
        whole hops. sound: int16 [samples]."""
        hops = np.ascontiguousarray(sound[: len(sound) // hop * hop], np.int16).reshape(-1, hop)
        heard = [self._library.wake_word_hear(row.ctypes.data) for row in hops]
        return (np.flatnonzero(heard) + 1) * hop
