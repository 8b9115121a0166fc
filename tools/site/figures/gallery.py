"""The figures of the gallery: examples of the inputs, and what each rate costs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.study.figures.canvas import Plot, Size
from seedlite.study.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGES = Path(__file__).resolve().parents[3] / "docs" / "gallery"
UNITS = {"accuracy": "accuracy, %", "auc": "area under the ROC curve, hundredths"}


def examples(name: str) -> Plot:
    """Draws a sample of each class."""
    report = _read(name)

    def draw(figure: "Figure", size: Size) -> None:
        panels = figure.subplots(1, len(report["examples"]), squeeze=False, sharey=True)[0]
        for axes, example in zip(panels, report["examples"], strict=True):
            _draw_example(axes, report["kind"], example["values"])
            axes.set_title(example["title"], fontsize=9, loc="center")

    return Plot(f"{name}-examples", "Examples", "Inputs of the network.", draw, lambda _: 1.7)


def costs(name: str) -> Plot:
    """Draws the metric against bytes and against instructions."""
    report = _read(name)

    def draw(figure: "Figure", size: Size) -> None:
        panels = figure.subplots(2, 1) if size.narrow else figure.subplots(1, 2, sharey=True)
        keys = (("file_bytes", 1e3, "model file, kB"), ("instructions", 1e3, "instructions, 1,000"))
        for axes, (key, unit, label) in zip(panels, keys, strict=True):
            _draw_costs(axes, report["rows"], key, unit)
            axes.set_xlabel(label)
            axes.set_xlim(left=0)
            axes.margins(x=0.15, y=0.25)
        for axes in panels if size.narrow else panels[:1]:
            axes.set_ylabel(UNITS[report["metric"]])

    return Plot(
        f"{name}-costs",
        "What each rate costs",
        f"`python -m models.gallery {name} --measure`; no training, Cortex-M4 in QEMU. "
        "Orange: bits a weight.",
        draw,
        lambda size: 5.0 if size.narrow else 3.0,
    )


def table(name: str) -> str:
    """Returns the same numbers as a table."""
    report = _read(name)
    rows = [f"| weights | file bytes | {UNITS[report['metric']]} | instructions | RAM, bytes |"]
    rows += ["|---|---|---|---|---|"]
    rows += [
        f"| {row['name']} | {row['file_bytes']:,} | {100 * row['value']:.2f} | "
        f"{row['instructions']:,} | {row['ram_bytes']:,} |"
        for row in report["rows"]
    ]
    return "\n".join(rows)


def _read(name: str) -> dict[str, Any]:
    return json.loads((PAGES / f"{name}.json").read_text())


def _draw_example(axes: "Axes", kind: str, values: list[list[float]]) -> None:
    if kind == "image":
        axes.pcolormesh(values[::-1], cmap="gray", rasterized=True)
        axes.axis("off")
        if len(values) == len(values[0]):
            axes.set_aspect("equal")
        return
    for line, role in zip(values, ("blue", "orange", "purple"), strict=True):
        axes.plot(line, color=light(role), linewidth=1.2)
    axes.set_xticks([])


def _draw_costs(axes: "Axes", rows: list[dict[str, Any]], key: str, unit: float) -> None:
    places = [(row[key] / unit, 100 * row["value"]) for row in rows]
    axes.plot(*zip(*places[1:], strict=True), color=light("orange"), marker="o")
    axes.plot(*places[0], color=light("muted"), marker="s", markersize=7)
    for row, place in zip(rows, places, strict=True):
        axes.annotate(
            row["name"].split()[0],
            place,
            xytext=(0, 6),
            ha="center",
            textcoords="offset points",
            color=light("muted" if row["name"] == "int8" else "orange"),
            fontsize=8,
        )
