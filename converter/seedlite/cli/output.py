"""What every verb prints: JSON alone on stdout with --json, else a table; progress on stderr."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from seedlite.errors import BadInputError

console = Console()
errors = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the output if it exists.")]


def print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def table(title: str, columns: list[str], rows: list[list[str]], texts: int = 1) -> Table:
    """A table whose first `texts` columns are text and whose others are numbers; meant for 80
    columns."""
    result = Table(
        title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    for number, column in enumerate(columns):
        result.add_column(
            column,
            justify="left" if number < texts else "right",
            no_wrap=number == 0,
            overflow="fold",
        )
    for row in rows:
        result.add_row(*row)
    return result


def facts(pairs: list[tuple[str, str]]) -> Table:
    """Names and values, one pair a line."""
    result = Table.grid(padding=(0, 2))
    for name, value in pairs:
        result.add_row(f"[bold]{name}[/]", value)
    return result


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Puts the file's name before the message of what is wrong with it."""
    try:
        yield
    except BadInputError as error:
        if str(path) in str(error):
            raise
        raise type(error)(f"{path}: {error}") from error


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """A progress bar on stderr; gives a function(done, total) for the work to call."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    shown = errors.is_terminal
    with Progress(*columns, console=errors, transient=True, disable=not shown) as bar:
        task = bar.add_task(text, total=None)

        def advance(done: int, total: int, state: str = "") -> None:
            bar.update(task, completed=done, total=total, description=f"{text} {state}".strip())

        yield advance
