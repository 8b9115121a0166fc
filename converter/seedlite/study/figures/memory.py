"""Plots measurements by file size."""

from typing import TYPE_CHECKING

from seedlite.execution import Metric, metric_of, value_of
from seedlite.study.figures.canvas import Plot, Size, legend_above_all
from seedlite.study.figures.palette import light, of_method
from seedlite.study.figures.panels import height, label_below, value_panels
from seedlite.study.numbers import capitalized
from seedlite.study.pareto import pareto_front
from seedlite.study.sweeping.jobs import ResultRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS = {"unitary": "^", "layer": "s", "batch": "o", "seeded": "D"}


def memory_figure(head: ResultRow, summary: list[ResultRow]) -> Plot:
    """summary: rows of `summarise`. head: the sweep's settings."""
    metric = metric_of(head)

    def draw(figure: "Figure", size: Size) -> None:
        values = [metric.shown(value_of(row)) for row in summary]
        panels = value_panels(figure, size, metric, metric.shown(value_of(head)), values)
        for axes in panels:
            _draw_all(axes, metric, head, summary)
        label_below(panels, size, "file, bytes")
        legend_above_all(figure, panels[0], 2 if size.narrow else 5)

    return Plot(
        name="memory",
        title=f"{capitalized(metric.title)} against memory",
        caption="Filled: trained around the regenerated weights; open: post-training. The Pareto "
        "front joins what nothing smaller is as good as.",
        draw=draw,
        height=height,
    )


def _draw_all(axes: "Axes", metric: Metric, original: ResultRow, summary: list[ResultRow]) -> None:
    front = pareto_front([*summary, original], metric)
    axes.plot(
        [row["file_bytes"] for row in front],
        [metric.shown(value_of(row)) for row in front],
        color=light("muted"),
        linewidth=1.2,
        drawstyle="steps-post",
        label="Pareto front",
    )
    for method in METHODS:
        for trained in (False, True):
            rows = [r for r in summary if r["method"] == method and r["trained"] == trained]
            _draw_method(axes, metric, method, trained, rows)
    axes.plot(
        original["file_bytes"],
        metric.shown(value_of(original)),
        "*",
        markersize=11,
        color=light("ink"),
        label="int8 original",
    )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(_bytes)
    axes.xaxis.set_minor_formatter(_minor_bytes)


def _draw_method(
    axes: "Axes", metric: Metric, method: str, trained: bool, rows: list[ResultRow]
) -> None:
    if not rows:
        return
    colour = of_method(method)
    axes.plot(
        [row["file_bytes"] for row in rows],
        [metric.shown(value_of(row)) for row in rows],
        METHODS[method],
        color=colour,
        markersize=6,
        markerfacecolor=colour if trained else light("surface"),
        label=f"{method}, trained" if trained else method,
    )


def _bytes(value: float, _: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:g} {unit}"
    return f"{value:g}"


def _minor_bytes(value: float, place: float) -> str:
    """Labels halves and fifths of a decade."""
    return _bytes(value, place) if f"{value:e}"[0] in "25" else ""
