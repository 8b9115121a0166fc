"""Accuracy against batch size."""

from typing import TYPE_CHECKING, Any

from seedlite.study.figures.canvas import Plot, Size, legend_above_all
from seedlite.study.figures.palette import light, of_method
from seedlite.study.figures.panels import accuracy_panels, height, label_below
from seedlite.study.wording import limit_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = dict[str, Any]


def batch_size_figure(head: Row, summary: list[Row], max_drop: float) -> Plot:
    """`summary`: rows of `summarise`; `head`: what was swept."""

    def draw(figure: "Figure", size: Size) -> None:
        statistics = [row for row in summary if row["method"] != "seeded"]
        accuracies = [100 * row["accuracy"] for row in statistics]
        panels = accuracy_panels(figure, size, 100 * head["accuracy"], accuracies)
        for axes in panels:
            _draw_all(axes, head["accuracy"], statistics, max_drop)
        label_below(panels, size, "batch size B, weights that share a mean and a spread")
        legend_above_all(figure, panels[0], 2 if size.narrow else 4)

    return Plot(
        name="batch-sizes",
        title="Accuracy against batch size",
        caption="Statistics alone, before and after training around the regenerated weights; bars: "
        "standard deviation over seeds.",
        draw=draw,
        height=height,
    )


def _draw_all(axes: "Axes", accuracy: float, rows: list[Row], max_drop: float) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _draw_limit(axes, accuracy, max_drop)
    for trained in (True, False):
        some = [row for row in rows if row["trained"] == trained]
        _draw_batches(axes, [row for row in some if row["method"] == "batch"], trained)
        _draw_levels(axes, [row for row in some if row["method"] != "batch"], trained)


def _draw_limit(axes: "Axes", accuracy: float, max_drop: float) -> None:
    axes.axhline(100 * accuracy, color=light("muted"), linewidth=1.2, label="int8 original")
    axes.axhline(
        100 * accuracy - max_drop,
        color=light("muted"),
        linewidth=1.2,
        linestyle=":",
        label=f"{limit_of(max_drop)} less",
    )


def _draw_batches(axes: "Axes", rows: list[Row], trained: bool) -> None:
    if not rows:
        return
    axes.errorbar(
        [row["batch_size"] for row in rows],
        [100 * row["accuracy"] for row in rows],
        yerr=[row["drop_deviation"] or 0 for row in rows],
        color=of_method("batch"),
        marker="o",
        linestyle="-" if trained else "--",
        markerfacecolor=None if trained else light("surface"),
        label="batch, trained" if trained else "batch, post-training",
    )


def _draw_levels(axes: "Axes", rows: list[Row], trained: bool) -> None:
    for row in rows:
        axes.axhline(
            100 * row["accuracy"],
            color=of_method(row["method"]),
            linewidth=1.2,
            linestyle="-" if trained else "--",
            label=f"{row['method']}, {'trained' if trained else 'post-training'}",
        )
