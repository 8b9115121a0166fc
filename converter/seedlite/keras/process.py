"""Runs TensorFlow's converter in its own process and turns its death into an error with a cause."""

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace

from seedlite.errors import SeedliteError, ToolMissingError, UnsupportedError
from seedlite.keras.worker import Request
from seedlite.progress import LOADING_TENSORFLOW, Progress, announce

_one_at_a_time = threading.Lock()


@dataclass
class Crash(Exception):  # noqa: N818 (never leaves this module)
    """The process ended with exit status `code`, negative for a signal, during the step `doing` on
    a model of these layers."""

    code: int
    doing: str
    layers: list[str]

    @property
    def how(self) -> str:
        if self.code >= 0:
            return f"ended with exit status {self.code}"
        return f"died ({signal.Signals(-self.code).name})"


class Worker:
    """The converter's process, which loads TensorFlow once for all requests."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            # -P: the current folder may hold a keras.py
            [sys.executable, "-P", "-m", "seedlite.keras.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # TensorFlow's log; its errors are raised
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout

    def convert(self, request: Request, progress: Progress | None) -> bytes:
        """Converts a model. Raises Death, or the error in the answer. Ends the process if the wait
        is interrupted."""
        try:
            answer = self._ask(request, progress)
        except BaseException:
            self.close()
            raise
        if isinstance(answer, SeedliteError):
            raise answer
        return answer

    def _ask(self, request: Request, progress: Progress | None) -> bytes | SeedliteError:
        death = Crash(0, LOADING_TENSORFLOW, [])
        try:
            pickle.dump(request, self._requests, pickle.HIGHEST_PROTOCOL)
            self._requests.flush()
            while True:
                kind, value = pickle.load(self._replies)
                if kind == "answer":
                    return value
                death = replace(death, **{kind: value})
                announce(progress, death.doing)
        except (EOFError, pickle.UnpicklingError, BrokenPipeError) as end:
            raise replace(death, code=self._process.wait()) from end

    @property
    def lives(self) -> bool:
        """Tells whether the process runs and belongs to this one, not to its parent before a
        fork."""
        return self.owner == os.getpid() and self._process.poll() is None

    def close(self) -> None:
        """Ends the process at once."""
        if self.owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        self._replies.close()
        with contextlib.suppress(BrokenPipeError):  # unread requests
            self._requests.close()


_worker: Worker | None = None


def convert_apart(request: Request, progress: Progress | None = None) -> bytes:
    """Converts a model in the converter's process. Raises SeedliteError if that process dies."""
    with _one_at_a_time:
        try:
            return _convert(request, progress)
        except Crash as death:
            raise _error(request, death) from death


def _convert(request: Request, progress: Progress | None = None) -> bytes:
    global _worker
    if _worker is None or not _worker.lives:
        _worker = Worker()
    return _worker.convert(request, progress)


@atexit.register
def _close() -> None:
    if _worker is not None:
        _worker.close()


def _error(request: Request, death: Crash) -> SeedliteError:
    if death.doing == LOADING_TENSORFLOW:
        return ToolMissingError(
            f"TensorFlow {death.how} while it was loaded: it does not run on this machine; "
            "install it anew (pip install --force-reinstall 'seedlite[keras]')"
        )
    start = f"{request.place}: TensorFlow's converter {death.how} while {death.doing}"
    if death.code == -signal.SIGKILL:
        return SeedliteError(
            f"{start}, most likely because memory ran out; give fewer samples (`calibration`) or "
            "close other programs"
        )
    if death.layers:
        return UnsupportedError(
            f"{start}, likely of layer {_likely(request, death.layers)}; replace it by "
            "convolution, dense, pooling or element-wise layers, and check the range of the "
            "calibration samples"
        )
    return UnsupportedError(
        f"{start}; it cannot convert one of the model's layers: convert parts of the model to find "
        "out which"
    )


def _likely(request: Request, layers: list[str]) -> str:
    """Returns the layer that the converter dies of: bisects for the shortest failing prefix of the
    model."""
    low, high = 1, len(layers)
    while low < high:
        middle = (low + high) // 2
        if _dies(replace(request, layers=middle)):
            high = middle
        else:
            low = middle + 1
    return layers[high - 1]


def _dies(request: Request) -> bool:
    try:
        _convert(request)
    except Crash:
        return True
    except SeedliteError:
        pass
    return False
