"""Ctrl-C, and the signals that ask a program to end: one line, and an exit status that says which.

Imports next to nothing: it is installed before anything else is imported."""

from __future__ import annotations

import os
import signal
import sys
from _thread import get_ident

TYPE_CHECKING = False  # of `typing`, which takes milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
AGAIN_SECONDS = 0.02

_received: int | None = None
_main_thread = get_ident()
_held = 0  # depth of Held
_at_once = False  # nothing is left to put in order
_last_acts: dict[object, Callable[[], None]] = {}


def install() -> None:
    """From here on the signals raise KeyboardInterrupt in the main thread; those that were ignored
    from the start, as in the background of a shell, stay so. A second one ends at once."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)
    sys.unraisablehook = _report_unraisable


def received() -> bool:
    return _received is not None


def end() -> NoReturn:
    """Ends the process as interrupted, once exit handlers have removed what it keeps outside
    itself. Waits for no thread."""
    import atexit

    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        atexit._run_exitfuncs()
    finally:
        _end_at_once()


def _end_at_once() -> NoReturn:
    """The status is 128 + the signal's number, as in shells."""
    for act in list(_last_acts.values()):
        act()
    try:
        sys.stderr.flush()
        os.write(2, b"interrupted\n")
    finally:
        os._exit(128 + (_received or signal.SIGINT))


def end_at_once() -> None:
    """From here on, a signal ends the process at once: its work is done."""
    global _at_once
    _at_once = True


class Held:
    """Puts KeyboardInterrupt off till the end of the block: for what must be done whole."""

    def __enter__(self) -> None:
        global _held
        self._before = _received
        self._counts = get_ident() == _main_thread  # signals are the main thread's business
        _held += self._counts

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        global _held
        _held -= self._counts
        if self._counts and not _held and kind is None and _received != self._before:
            raise KeyboardInterrupt


class Blocked:
    """Keeps Ctrl-C waiting till the end of the block, and from processes started in it for ever."""

    def __enter__(self) -> None:
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])

    def __exit__(self, *raised: object) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


class LastAct:
    """Has `act` done too where the process ends within the block without unwinding it."""

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
    if not _held:
        raise KeyboardInterrupt


def _report_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """Where Python swallows the exception, in a destructor or a callback, it is raised again."""
    if received() and unraisable.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGALRM, _raise_again)
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(unraisable)


def _raise_again(number: int, frame: object) -> None:
    if not _held:
        raise KeyboardInterrupt
