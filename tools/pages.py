"""Tables in Markdown, and pages that hold them."""

from collections.abc import Iterable
from pathlib import Path

from seedlite.files import write_whole


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def head(columns: Iterable[str]) -> str:
    columns = list(columns)
    return row(columns) + "|---" * len(columns) + "|\n"


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    print(head(columns), end="")
    for cells in rows:
        print(row(cells), end="", flush=True)


def renew(page: Path, begin: str, end: str, text: str) -> None:
    """Replaces what the page holds between two marks, each once in it."""
    before, rest = page.read_text().split(begin)
    _, after = rest.split(end)
    write_whole(page, f"{before}{begin}{text}{end}{after}".encode())
