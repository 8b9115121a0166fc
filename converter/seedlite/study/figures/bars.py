"""Accuracy and memory saved, model by model."""

from typing import TYPE_CHECKING, Any

from seedlite.execution import DEFAULT, METRICS, value_of
from seedlite.study.figures.canvas import Plot, Size, legend_above
from seedlite.study.figures.palette import light, of_method

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, REST, GAP = 0.5, 1.0, 0.6  # inches per model, for axis and legend, between panels


def bar_figure(choices: list[tuple[str, dict[str, Any], dict[str, Any]]], max_drop: float) -> Plot:
    """Plots accuracy and memory saved by model.

    choices: title, settings and chosen row of each sweep that was measured by accuracy and has one.
    """
    names = [name.replace(", ", ",\n") for name, _, _ in choices]
    before = [100 * value_of(head) for _, head, _ in choices]
    after = [100 * value_of(row) for _, _, row in choices]
    saved = [100 * (1 - row["file_bytes"] / head["file_bytes"]) for _, head, row in choices]
    kilobytes = [(head["file_bytes"] - row["file_bytes"]) / 1000 for _, head, row in choices]
    colours = [of_method(row["method"]) for _, _, row in choices]

    def draw(figure: "Figure", size: Size) -> None:
        left, right = figure.subplots(2, 1) if size.narrow else figure.subplots(1, 2)
        places = range(len(names))
        left.barh([p - 0.2 for p in places], before, 0.36, color=light("muted"), label="int8")
        left.barh([p + 0.2 for p in places], after, 0.36, color=colours, label="centralized")
        bars = right.barh(places, saved, 0.55, color=colours)
        texts = [f"{x:.0f} %, {k:,.0f} kB" for x, k in zip(saved, kilobytes, strict=True)]
        right.bar_label(bars, texts, padding=3, color=light("ink"), fontsize=8)
        _finish(left, names, "accuracy, %", 105)
        _finish(
            right, names if size.narrow else [""] * len(names), "file saved against int8, %", 135
        )
        legend_above(left, 2)

    def height(size: Size) -> float:
        panel = REST + ROW * len(names)
        return 2 * panel + GAP if size.narrow else panel

    return Plot(
        name="bars",
        title="Accuracy and memory saved",
        caption="For each model the smallest file that loses at most "
        f"{METRICS[DEFAULT].limit(max_drop)}. "
        "Orange: seeded; blue: batch; green: layer; purple: unitary.",
        draw=draw,
        height=height,
    )


def _finish(axes: "Axes", names: list[str], label: str, end: float) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, end)
    axes.set_xticks(range(0, 101, 20))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(label)
