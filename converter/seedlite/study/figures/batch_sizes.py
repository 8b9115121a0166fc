"""Plots measurements by batch size."""

from typing import TYPE_CHECKING

from seedlite.execution import Metric, metric_of, value_of
from seedlite.study.figures.canvas import Plot, Size, legend_above_all
from seedlite.study.figures.palette import light, of_method
from seedlite.study.figures.panels import height, label_below, value_panels
from seedlite.study.numbers import capitalized
from seedlite.study.sweeping.jobs import ResultRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def batch_size_figure(head: ResultRow, summary: list[ResultRow], max_drop: float) -> Plot:
    """summary: rows of `summarise`. head: the sweep's settings."""
    metric = metric_of(head)

    def draw(figure: "Figure", size: Size) -> None:
        statistics = [row for row in summary if row["method"] != "seeded"]
        values = [metric.shown(value_of(row)) for row in statistics]
        panels = value_panels(figure, size, metric, metric.shown(value_of(head)), values)
        for axes in panels:
            _draw_all(axes, metric, value_of(head), statistics, max_drop)
        label_below(panels, size, "batch size B, weights that share a mean and a spread")
        legend_above_all(figure, panels[0], 2 if size.narrow else 4)

    return Plot(
        name="batch-sizes",
        title=f"{capitalized(metric.title)} against batch size",
        caption="Statistics alone, before and after training around the regenerated weights; bars: "
        "standard deviation over seeds.",
        draw=draw,
        height=height,
    )


def _draw_all(
    axes: "Axes", metric: Metric, original: float, rows: list[ResultRow], max_drop: float
) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _draw_limit(axes, metric, original, max_drop)
    for trained in (True, False):
        some = [row for row in rows if row["trained"] == trained]
        batches = [row for row in some if row["method"] == "batch"]
        _draw_batches(axes, metric, original, batches, trained)
        levels = [row for row in some if row["method"] != "batch"]
        _draw_levels(axes, metric, levels, trained)
    sizes = {row["batch_size"] for row in rows if row["method"] == "batch"}
    if len(sizes) == 1:  # matplotlib makes the axis as narrow as its rounding
        (size,) = sizes
        axes.set_xlim(size / 10, size * 10)


def _draw_limit(axes: "Axes", metric: Metric, original: float, max_drop: float) -> None:
    level = metric.shown(original)
    axes.axhline(level, color=light("muted"), linewidth=1.2, label="int8 original")
    axes.axhline(
        metric.shown(metric.after(original, max_drop)),
        color=light("muted"),
        linewidth=1.2,
        linestyle=":",
        label=metric.limit(max_drop) + (" less" if metric.higher_is_better else ""),
    )


def _draw_batches(
    axes: "Axes", metric: Metric, original: float, rows: list[ResultRow], trained: bool
) -> None:
    if not rows:
        return
    ends = [metric.after(original, row["drop_deviation"] or 0) for row in rows]
    axes.errorbar(
        [row["batch_size"] for row in rows],
        [metric.shown(value_of(row)) for row in rows],
        yerr=[abs(metric.shown(end) - metric.shown(original)) for end in ends],
        color=of_method("batch"),
        marker="o",
        linestyle="-" if trained else "--",
        markerfacecolor=None if trained else light("surface"),
        label="batch, trained" if trained else "batch, post-training",
    )


def _draw_levels(axes: "Axes", metric: Metric, rows: list[ResultRow], trained: bool) -> None:
    for row in rows:
        axes.axhline(
            metric.shown(value_of(row)),
            color=of_method(row["method"]),
            linewidth=1.2,
            linestyle="-" if trained else "--",
            label=f"{row['method']}, {'trained' if trained else 'post-training'}",
        )
