"""Accuracy against batch size."""

from typing import TYPE_CHECKING, Any

from seedlite.study.figures.canvas import Plot, Size, legend_above
from seedlite.study.figures.palette import light, of_method

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = dict[str, Any]


def batch_size_figure(head: Row, summary: list[Row], max_drop: float) -> Plot:
    """`summary`: rows of `summarise`; `head`: what was swept."""

    def draw(figure: "Figure", size: Size) -> None:
        axes = figure.subplots()
        axes.set_xscale("log")
        _draw_limit(axes, head["accuracy"], max_drop)
        for trained in (True, False):
            rows = [row for row in summary if row["trained"] == trained]
            _draw_batches(axes, [row for row in rows if row["method"] == "batch"], trained)
            for method in ("unitary", "layer"):
                _draw_level(axes, [row for row in rows if row["method"] == method], trained)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xlabel("batch size B, weights that share a mean and a spread")
        axes.set_ylabel("accuracy, %")
        axes.set_ylim(0, 103)
        legend_above(axes, 2 if size.narrow else 3)

    return Plot(
        name="batch-sizes",
        title="Accuracy against batch size",
        caption="Statistics alone, before and after training around the regenerated weights; bars: "
        "standard deviation over seeds.",
        draw=draw,
    )


def _draw_limit(axes: "Axes", accuracy: float, max_drop: float) -> None:
    axes.axhline(100 * accuracy, color=light("muted"), linewidth=1.2, label="int8 original")
    axes.axhline(
        100 * accuracy - max_drop,
        color=light("muted"),
        linewidth=1.2,
        linestyle=":",
        label=f"{max_drop:g} points less",
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


def _draw_level(axes: "Axes", rows: list[Row], trained: bool) -> None:
    for row in rows:
        axes.axhline(
            100 * row["accuracy"],
            color=of_method(row["method"]),
            linewidth=1.2,
            linestyle="-" if trained else "--",
            label=f"{row['method']}, {'trained' if trained else 'post-training'}",
        )
