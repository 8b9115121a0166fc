"""The README's picture: accuracy against bytes and against instructions, beside TFLM."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.study.figures.canvas import Plot, Size
from seedlite.study.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "tradeoff.json"
# Offsets of labels: below a line that rises little, beside one that falls.
BESIDE_LINE = {"file_bytes": (4.0, -13.0), "instructions": (8.0, -4.0)}
THEIRS, WHOLE = "TensorFlow Lite Micro", "int8"


def tradeoff() -> Plot:
    """Draws what tools/measure_tradeoff.py has measured."""
    report = json.loads(MEASURED.read_text())

    def draw(figure: "Figure", size: Size) -> None:
        panels = figure.subplots(2, 1) if size.narrow else figure.subplots(1, 2, sharey=True)
        for axes, key, unit, label in zip(
            panels,
            ("file_bytes", "instructions"),
            (1e3, 1e6),
            ("model file, kB", "instructions of an inference, millions"),
            strict=True,
        ):
            _draw(axes, report["rows"], key, unit)
            axes.set_xlabel(label)
            axes.set_xlim(left=0)
            axes.margins(x=0.16, y=0.2)
        for axes in panels if size.narrow else panels[:1]:
            axes.set_ylabel("accuracy, %")

    return Plot(
        name="tradeoff",
        title="Accuracy against bytes and speed",
        caption=f"MLPerf Tiny's image classifier on CIFAR-10 (re-encoded as JPEG), "
        f"{report['samples']} images for calibration, no training; Cortex-M4 in QEMU. "
        "Grey: TensorFlow Lite Micro with CMSIS-NN.",
        draw=draw,
        height=lambda size: 5.6 if size.narrow else 3.4,
    )


def _draw(axes: "Axes", rows: list[dict[str, Any]], key: str, unit: float) -> None:
    ours = [row for row in rows if row["name"] != THEIRS]
    theirs = next(row for row in rows if row["name"] == THEIRS)
    places = [(row[key] / unit, 100 * row["accuracy"]) for row in ours]
    axes.plot(*zip(*places, strict=True), color=light("orange"), marker="o")
    axes.plot(
        theirs[key] / unit,
        100 * theirs["accuracy"],
        color=light("muted"),
        marker="s",
        markersize=8,
        linestyle="",
    )
    labelled: list[tuple[float, float]] = []
    for row, place in zip(ours, places, strict=True):
        if row["name"] == WHOLE and key == "file_bytes":  # there it is the same file
            continue
        if not any(_near(place, other) for other in labelled):
            labelled.append(place)
            _write(axes, row["name"], place, light("orange"), BESIDE_LINE[key], "left")
    _write(
        axes,
        "TFLM, int8",
        (theirs[key] / unit, 100 * theirs["accuracy"]),
        light("muted"),
        (0, 9),
        "center",
    )


def _near(place: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tells whether labels would overlap."""
    return abs(place[0] - other[0]) < 4 and abs(place[1] - other[1]) < 0.55


def _write(
    axes: "Axes",
    text: str,
    place: tuple[float, float],
    colour: str,
    offset: tuple[float, float],
    side: str,
) -> None:
    axes.annotate(
        text,
        place,
        xytext=offset,
        textcoords="offset points",
        ha=side,
        color=colour,
        fontsize=8,
    )
