"""Makes the page; writes it, with its figures and tables as files beside it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from seedlite.allocate import check_max_drop
from seedlite.files import check_writable, write_whole
from seedlite.progress import PartsProgress, Progress
from seedlite.study.figures.canvas import DESK, import_matplotlib, png
from seedlite.study.report.choice import Caller, python_call
from seedlite.study.report.origin import Origin
from seedlite.study.report.original import load_original
from seedlite.study.report.page import render
from seedlite.study.report.results import load_results
from seedlite.study.report.sections import Section, sections_of
from seedlite.study.report.tables import Table

TITLE = "Accuracy against memory"


def report_page(
    results: Sequence[Path],
    *,
    original: Path | None = None,
    max_drop: float = 1.0,
    title: str = TITLE,
    command: str = "",
    caller: Caller = python_call,
) -> bytes:
    """Returns the page alone; everything as for write_report."""
    sections = _sections(results, original, max_drop, caller)
    return render(title, Origin.of(results, command), sections)


def write_report(
    results: Sequence[Path],
    output: Path,
    *,
    original: Path | None = None,
    max_drop: float = 1.0,
    title: str = TITLE,
    command: str = "",
    caller: Caller = python_call,
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Writes `output`, a self-contained HTML page of all `results`, and beside it each figure as
    PNG and each table as CSV, with names that begin like the page's. Returns all paths, the page
    first.

    original: figures of another report (load_original), to stand beside.
    command: what the page was made by, to be shown on it.
    caller: writes the call of `convert` for the choices shown.
    max_drop: limit of loss of the choices shown, in points of accuracy or the metric's unit.
    Raises BadInputError, ToolMissingError, UsageError.
    """
    sections = _sections(results, original, max_drop, caller)
    figures = {_beside(output, s, plot.name, "png"): plot for s in sections for plot in s.plots}
    tables = {_beside(output, s, t.name, "csv"): t for s in sections for t in _tables(s)}
    paths = [output, *figures, *tables]
    for path in paths:
        check_writable(path, force)
    step = PartsProgress(progress, len(figures) + 1)
    page = render(title, Origin.of(results, command), sections)
    step()
    for path, plot in figures.items():
        write_whole(path, png(plot, DESK))
        step()
    for path, table in tables.items():
        write_whole(path, table.csv())
    write_whole(output, page)
    return paths


def _sections(
    results: Sequence[Path], original: Path | None, max_drop: float, caller: Caller
) -> list[Section]:
    check_max_drop(max_drop)
    import_matplotlib()
    networks = load_results(results)
    source, originals = ("", []) if original is None else load_original(original)
    return sections_of(networks, source, originals, max_drop, caller)


def _tables(section: Section) -> Iterator[Table]:
    yield from section.tables
    yield from section.details


def _beside(output: Path, section: Section, name: str, suffix: str) -> Path:
    return output.with_name(f"{output.stem}-{section.key}-{name}.{suffix}")
