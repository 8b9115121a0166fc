"""Files side by side, a panel for each measure."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.execution import metric_of, value_of
from seedlite.study.figures.canvas import Plot, Size
from seedlite.study.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, REST = 0.4, 0.9  # inches per file, for a panel's title and axis
LABEL = 24  # characters of a line
ROOM = 1.35  # of the longest bar, for the text behind it


def comparison_figure(report: dict[str, Any]) -> Plot:
    """report: a FileComparison."""
    panels, files = _panels(report), report["files"]
    names = _labels([file["file"] for file in files])

    def draw(figure: "Figure", size: Size) -> None:
        columns = 1 if size.narrow else min(len(panels), 2)
        grid = figure.subplots(-(-len(panels) // columns), columns, squeeze=False).flatten()
        places = range(len(names))
        for axes, (title, values, texts) in zip(grid, panels, strict=False):
            lengths = [0 if value is None else value for value in values]
            bars = axes.barh(places, lengths, 0.6, color=light("blue"))
            axes.bar_label(bars, texts, padding=3, color=light("ink"), fontsize=8)
            axes.set_yticks(places, names)
            axes.set_ylim(len(names) - 0.4, -0.6)
            axes.set_xlim(0, ROOM * max(lengths) or 1)
            axes.set_title(title)
            axes.set_xticks([])
        for axes in grid[len(panels) :]:
            axes.set_axis_off()

    def height(size: Size) -> float:
        rows = len(panels) if size.narrow else (len(panels) + 1) // 2
        return rows * (REST + ROW * len(names))

    return Plot("comparison", "Files side by side", "", draw, height)


def _labels(files: list[str]) -> list[str]:
    """Returns the files' names, with numbers where folders alone tell them apart."""
    names = [textwrap.fill(Path(file).name, LABEL) for file in files]
    if len(set(names)) == len(names):
        return names
    return [f"{number}: {name}" for number, name in enumerate(names, 1)]


def _panels(report: dict[str, Any]) -> list[tuple[str, list[float | None], list[str]]]:
    """Returns title, values and their texts of every measure that is known."""
    files = report["files"]
    sizes = [file["file_bytes"] for file in files]
    panels: list[tuple[str, list[Any], Callable[[Any], str]]] = [
        ("file, bytes", sizes, "{:,}".format)
    ]
    if "metric" in report:
        metric = metric_of(report)
        shown = [metric.shown(value_of(file)) for file in files]
        panels.append((metric.axis, shown, "{:.4g}".format))
    for title, key, text in (
        ("instructions of an inference", "instructions", "{:,}".format),
        (
            f"estimated ms at {report['clock_mhz']:g} MHz, {report['board']}",
            "milliseconds",
            "{:.3g}".format,
        ),
        ("RAM, bytes", "ram_bytes", "{:,}".format),
    ):
        values = [file.get(key) for file in files]
        if any(value is not None for value in values):
            panels.append((title, values, text))
    return [
        (title, values, ["unknown" if v is None else text(v) for v in values])
        for title, values, text in panels
    ]
