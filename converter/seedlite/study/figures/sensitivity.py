"""Plots the loss by disturbed layer."""

from typing import TYPE_CHECKING, Any

from seedlite.execution import metric_of
from seedlite.study.figures.canvas import Plot, Size, legend_above
from seedlite.study.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, REST = 0.27, 1.1  # inches per layer, and for axis and legend
WAYS = {
    "add": ("noise added", "blue", "o"),
    "multiply": ("multiplied", "purple", "s"),
    "bitflip": ("bits flipped", "orange", "D"),
}


def sensitivity_figure(report: dict[str, Any]) -> Plot:
    """report: of `measure_sensitivity`."""
    layers, metric = report["layers"], metric_of(report)

    def draw(figure: "Figure", size: Size) -> None:
        axes = figure.subplots()
        places = range(len(layers))
        axes.barh(
            places, [x["drop"] for x in layers], color=light("grid"), height=0.8, label="mean"
        )
        for way, (text, role, marker) in WAYS.items():
            found = [x["disturbances"][way] for x in layers]
            axes.errorbar(
                [x["drop"] for x in found],
                places,
                xerr=[x["drop_deviation"] or 0 for x in found],
                fmt=marker,
                color=light(role),
                label=_labelled(text, report["strengths"][way], way),
                elinewidth=1,
                markersize=4,
            )
        axes.set_yticks(places, [_short(x["name"]) if size.narrow else x["name"] for x in layers])
        axes.set_ylim(len(layers) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"{metric.title}: {metric.loss_column}")
        legend_above(axes, 2 if size.narrow else 4)

    return Plot(
        name="sensitivity",
        title="Which layers are sensitive to disturbances",
        caption="What is lost when one layer alone is disturbed, from the first layer at the top "
        "to the last; lines: standard deviation over seeds.",
        draw=draw,
        height=lambda size: REST + ROW * len(layers),
    )


def _labelled(text: str, strength: float, way: str) -> str:
    unit = {"add": f" ({strength:g} deviations)", "multiply": f" by {strength:g}"}
    return text + unit.get(way, "")


def _short(name: str) -> str:
    """Abbreviates '2 DEPTHWISE_CONV_2D' to '2 depthwise'."""
    number, _, kind = name.partition(" ")
    shorter = {"DEPTHWISE_CONV_2D": "depthwise", "CONV_2D": "conv", "FULLY_CONNECTED": "dense"}
    return f"{number} {shorter.get(kind, kind)}"
