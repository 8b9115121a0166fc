"""Axes for measurements; accuracies get two scales: all of them, and those near the original's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seedlite.execution import Metric
from seedlite.study.figures.canvas import Size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEAR = 8  # points below the original
ABOVE = 1.5  # points above the better of the original and the best
NARROW_HEIGHT = 6.4  # inches of two panels, one above the other


def value_panels(
    figure: "Figure", size: Size, metric: Metric, original: float, values: Sequence[float]
) -> "list[Axes]":
    """Returns axes for values in the metric's units."""
    if metric.is_accuracy:
        return _accuracy_panels(figure, size, original, values)
    axes = figure.subplots()
    axes.set_ylabel(metric.axis)
    return [axes]


def _accuracy_panels(
    figure: "Figure", size: Size, original: float, accuracies: Sequence[float]
) -> "list[Axes]":
    """Returns axes in percent; a second panel shows values near the original's, if there are
    any."""
    near = [a for a in accuracies if a >= original - NEAR]
    rows, columns = (2, 1) if size.narrow else (1, 2)
    panels = list(figure.subplots(rows, columns)) if near else [figure.subplots()]
    panels[0].set_ylim(0, 103)
    panels[0].set_ylabel("accuracy, %")
    if near:
        panels[1].set_ylim(original - NEAR, max(original, *near) + ABOVE)
        panels[1].set_ylabel(f"the last {NEAR} points")
    return panels


def label_below(panels: "list[Axes]", size: Size, text: str) -> None:
    """Labels the horizontal axis of every panel, or of the lower one for both."""
    for axes in panels[-1:] if size.narrow else panels:
        axes.set_xlabel(text)


def height(size: Size) -> float:
    return NARROW_HEIGHT if size.narrow else size.height
