"""Output of all verbs: with --json only JSON on stdout, else tables; progress on stderr."""

import json
import logging
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from seedlite.cli.encoding import REPLACE, is_ascii_asked_for
from seedlite.cli.parameters import in_options
from seedlite.errors import DataWarning

# Text is printed literally, including brackets and colons.
console = Console(markup=False, emoji=False)
errors = Console(markup=False, emoji=False, stderr=True)
LINE_SECONDS = 30  # between lines of progress, where no bar can be shown

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the output if it exists.")]


def prepare_streams() -> None:
    """Makes both streams accept all text, whatever their encoding, and formats warnings."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed before Python started
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 (it stays open)
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            encoding = "ascii" if is_ascii_asked_for() else stream.encoding
            stream.reconfigure(encoding=encoding, errors=REPLACE)
    logger = logging.getLogger("seedlite")
    logger.addHandler(_Warnings(logging.WARNING))
    logger.propagate = False


def flush_streams() -> int:
    """Flushes the streams; returns 0, or the exit status on failure. A closed pipe is no error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            # for Python's own flush at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            if not isinstance(error, BrokenPipeError):
                print_error(f"cannot write the output: {error.strerror}")
            return 1
    return 0


def say(text: str) -> None:
    """Prints a line without wrapping, so that it can be copied."""
    console.print(text, soft_wrap=True, highlight=False)


def print_error(message: str) -> None:
    _print_labelled("error:", "bold red", message)


def print_warning(message: str, label: str = "warning:") -> None:
    _print_labelled(label, "yellow", message)


def _print_labelled(label: str, style: str, message: str) -> None:
    shown = "\n".join(map(printable, in_options(message).split("\n")))
    errors.print(Text.assemble((label, style), " ", shown), soft_wrap=True, highlight=False)


class _Warnings(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        print_warning(record.getMessage())


def print_json(value: dict[str, Any]) -> None:
    """Prints JSON; infinite and NaN numbers become null."""
    text = json.dumps(value, default=_plain)
    plain = json.loads(text, parse_constant=lambda _: None, object_hook=_in_options)
    print(json.dumps(plain, indent=2))


MESSAGES = {"cause", "error", "notes", "remedy", "warnings"}  # keys of the library's sentences


def _in_options(value: dict[str, Any]) -> dict[str, Any]:
    for key in MESSAGES & value.keys():
        text = value[key]
        value[key] = list(map(in_options, text)) if isinstance(text, list) else in_options(text)
    return value


@contextmanager
def doubts_at_once() -> Iterator[list[str]]:
    """Prints the library's doubts about samples as they arise; yields what has been printed."""
    printed: list[str] = []

    def show(message: Warning | str, *_: object) -> None:
        printed.append(str(message))
        print_warning(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", DataWarning)
        warnings.showwarning = show  # type: ignore[assignment]  # the place does not matter here
        yield printed


def print_report(
    report: dict[str, Any], json: bool, show: Callable[[], None], printed: Sequence[str] = ()
) -> None:
    """Prints the report as JSON, or what `show` prints; in either case its `warnings` on stderr,
    but for those `printed` before."""
    if json:
        print_json(report)
    else:
        show()
    for warning in report["warnings"]:
        if warning not in printed:
            print_warning(warning)


PLAIN = re.compile(r"float\d+ \[[^]]*\]: real values|u?int\d+ \[\d+\]: class indices")


def print_taken(data: dict[str, str]) -> None:
    """Prints how arrays were interpreted, if this could be ambiguous."""
    for name, text in data.items():
        if not PLAIN.fullmatch(text):
            say(f"{name}: {text}")


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def printable(text: str) -> str:
    """Escapes control characters in text from a file."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """Shows a progress bar on stderr, or lines where that is no terminal; yields the callable that
    reports progress."""
    if not errors.is_terminal:
        yield _ProgressLines(text)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(text, total=None)

        def advance(done: int, total: int, state: str = "") -> None:
            bar.update(
                task, completed=done, total=total or None, description=f"{text} {state}".strip()
            )

        yield advance


class _ProgressLines:
    """Prints a line on stderr every LINE_SECONDS, so that logs show that a long step goes on."""

    def __init__(self, text: str):
        self._text, self._begin = text, time.monotonic()
        self._next = self._begin + LINE_SECONDS

    def __call__(self, done: int, total: int, state: str = "") -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LINE_SECONDS
        share = f"{100 * done // total} %, " if total else ""
        line = f"{self._text} {state}".strip() + f" ({share}{now - self._begin:.0f} s)"
        errors.print(line, soft_wrap=True, highlight=False)
