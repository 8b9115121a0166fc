"""Handles Ctrl-C and termination signals: one line of output, and an exit status by signal.

Imports next to nothing, as it is installed before all other imports.
"""

from __future__ import annotations

import os
import signal
import sys
from _thread import get_ident

TYPE_CHECKING = False  # of `typing`, which takes milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
AGAIN_SECONDS = 0.02

_received: int | None = None
_main_thread = get_ident()
_held = 0  # depth of Held
_at_once = False  # no cleanup is left
_last_acts: dict[object, Callable[[], None]] = {}


def install() -> None:
    """Makes the signals raise KeyboardInterrupt in the main thread, except those ignored from the
    start, as in a shell's background. A second signal ends the process at once."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)
    sys.unraisablehook = _report_unraisable


def received() -> bool:
    return _received is not None


def end() -> NoReturn:
    """Ends the process as interrupted, after exit handlers have cleaned up. Waits for no thread."""
    import atexit

    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        atexit._run_exitfuncs()
    finally:
        _end_at_once()


def _end_at_once() -> NoReturn:
    """Exits with status 128 + the signal's number, as shells do."""
    for act in list(_last_acts.values()):
        act()
    try:
        sys.stderr.flush()
        os.write(2, b"interrupted\n")
    finally:
        os._exit(128 + (_received or signal.SIGINT))


def end_at_once() -> None:
    """Makes later signals end the process at once: its work is done."""
    global _at_once
    _at_once = True


class Held:
    """Postpones KeyboardInterrupt to the end of the block, which is thereby atomic."""

    def __enter__(self) -> None:
        global _held
        self._before = _received
        self._counts = get_ident() == _main_thread  # only the main thread receives signals
        _held += self._counts

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        global _held
        _held -= self._counts
        if self._counts and not _held and kind is None and _received != self._before:
            raise KeyboardInterrupt


class Blocked:
    """Blocks Ctrl-C until the end of the block, and permanently in processes started in it."""

    def __enter__(self) -> None:
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])

    def __exit__(self, *raised: object) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


class LastAct:
    """Calls `act` even if the process ends within the block without unwinding it."""

    def __init__(self, act: Callable[[], None]):
        self._act = act

    def __enter__(self) -> None:
        _last_acts[self] = self._act

    def __exit__(self, *raised: object) -> None:
        del _last_acts[self]


def _receive(number: int, frame: object) -> None:
    global _received
    again = _received is not None
    _received = number
    if again or _at_once:
        _end_at_once()
    _silence_threads()
    if not _held:
        raise KeyboardInterrupt


def _silence_threads() -> None:
    """Makes other threads fail without a word: the main thread takes away what they work with."""
    threading: Any = sys.modules.get("threading")  # not imported by this module
    if threading is not None:
        threading.excepthook = lambda raised: None


def _report_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """Raises the exception again where Python swallows it, in a destructor or a callback."""
    if received() and unraisable.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGALRM, _raise_again)
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(unraisable)


def _raise_again(number: int, frame: object) -> None:
    if not _held:
        raise KeyboardInterrupt
