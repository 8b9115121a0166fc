"""Accuracy against the bytes of the file."""

from typing import TYPE_CHECKING, Any

from seedlite.study.choices import pareto_front
from seedlite.study.figures.canvas import Plot, Size, legend_above_all
from seedlite.study.figures.palette import light, of_method
from seedlite.study.figures.panels import accuracy_panels, height, label_below

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = dict[str, Any]
METHODS = {"unitary": "^", "layer": "s", "batch": "o", "seeded": "D"}


def memory_figure(head: Row, summary: list[Row]) -> Plot:
    """`summary`: rows of `summarise`; `head`: what was swept."""
    original = {"file_bytes": head["file_bytes"], "accuracy": head["accuracy"]}

    def draw(figure: "Figure", size: Size) -> None:
        accuracies = [100 * row["accuracy"] for row in summary]
        panels = accuracy_panels(figure, size, 100 * head["accuracy"], accuracies)
        for axes in panels:
            _draw_all(axes, original, summary)
        label_below(panels, size, "file, bytes")
        legend_above_all(figure, panels[0], 2 if size.narrow else 5)

    return Plot(
        name="memory",
        title="Accuracy against memory",
        caption="Filled: trained around the regenerated weights; open: post-training. The Pareto "
        "front joins what nothing smaller is as accurate as.",
        draw=draw,
        height=height,
    )


def _draw_all(axes: "Axes", original: Row, summary: list[Row]) -> None:
    front = pareto_front([*summary, original])
    axes.plot(
        [row["file_bytes"] for row in front],
        [100 * row["accuracy"] for row in front],
        color=light("muted"),
        linewidth=1.2,
        drawstyle="steps-post",
        label="Pareto front",
    )
    for method in METHODS:
        for trained in (False, True):
            rows = [r for r in summary if r["method"] == method and r["trained"] == trained]
            _draw_method(axes, method, trained, rows)
    axes.plot(
        original["file_bytes"],
        100 * original["accuracy"],
        "*",
        markersize=11,
        color=light("ink"),
        label="int8 original",
    )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(_bytes)
    axes.xaxis.set_minor_formatter(_minor_bytes)


def _draw_method(axes: "Axes", method: str, trained: bool, rows: list[Row]) -> None:
    if not rows:
        return
    colour = of_method(method)
    axes.plot(
        [row["file_bytes"] for row in rows],
        [100 * row["accuracy"] for row in rows],
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
    """Halves and fifths of a decade, where there is room."""
    return _bytes(value, place) if f"{value:e}"[0] in "25" else ""
