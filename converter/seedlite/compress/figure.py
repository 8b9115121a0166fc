"""Draws a conversion: bytes and bits of every layer."""

from typing import TYPE_CHECKING, Any

from seedlite.errors import ToolMissingError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, ROW, REST = 8.0, 0.35, 1.3  # inches: figure, layer, title and axis
ROOM = 1.25  # of the longest bar, for the text behind it
BEFORE, NOW = "#c9ced6", "#2b6cb8"


def layer_figure(report: dict[str, Any]) -> "Figure":
    """Returns bars of the layers' bytes, as int8 and now, with bits a weight. report: a
    ConversionReport. Raises ToolMissingError."""
    try:
        from matplotlib import pyplot  # notebooks show figures once it is imported  # noqa: F401
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ToolMissingError(
            f"figures need matplotlib ({error}): pip install 'seedlite[study]'"
        ) from error
    layers = report["layers"]
    places = range(len(layers))
    figure = Figure(figsize=(WIDTH, REST + ROW * len(layers)), layout="constrained")
    axes = figure.subplots()
    before = [layer["weights"] for layer in layers]
    axes.barh(places, before, 0.7, color=BEFORE, label="int8")
    now = axes.barh(places, [layer["bytes"] for layer in layers], 0.4, color=NOW, label="now")
    texts = [f"{x['bytes']:,} bytes, {x['bits_per_weight']:.2f} bits" for x in layers]
    axes.bar_label(now, texts, padding=4, fontsize=8)
    axes.set_yticks(places, [layer["name"] for layer in layers])
    axes.invert_yaxis()
    axes.set_xlim(0, ROOM * max(before, default=1))
    axes.set_xlabel("bytes of weights")
    sizes = report["file_bytes"], report["original_bytes"]
    axes.set_title("{:,} bytes, before {:,}".format(*sizes), loc="left")
    axes.legend(loc="lower right", frameon=False)
    return figure
