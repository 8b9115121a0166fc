"""Figures that explain: how weights are drawn, how near that is to the limit, where they live."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.study.figures.canvas import Plot, Size
from seedlite.study.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURED = Path(__file__).resolve().parents[3] / "docs" / "measurements.md"
HEAD = "| V | k | bits/weight | dB |"  # of the table that tools/bench_encoder.py prints
DB_A_BIT = 6.02
BITS = "0110100111010010"
WEIGHTS = 4


def limit() -> Plot:
    """Signal-to-noise ratio against bits a weight."""

    def draw(figure: "Figure", size: Size) -> None:
        axes = figure.subplots()
        reached = best_ratios()
        axes.plot(
            [0, 8], [0, 8 * DB_A_BIT], color=light("muted"), linestyle="--", label="limit of theory"
        )
        axes.plot(*zip(*reached, strict=True), color=light("orange"), marker="o", label="seedlite")
        axes.set_xlabel("bits a weight")
        axes.set_ylabel("signal to noise, dB")
        axes.set_xlim(0, 8.3)
        axes.set_ylim(0, 50)
        axes.legend(loc="upper left")

    return Plot("limit", "What bits buy", "Weights of a normal distribution.", draw)


def best_ratios() -> list[tuple[float, float]]:
    """Returns bits a weight and the best ratio in dB, as measured."""
    _, rest = MEASURED.read_text().split(HEAD)
    rows = (line.split("|") for line in rest.split("\n\n")[0].splitlines()[2:])
    found: dict[float, float] = {}
    for _, _, _, rate, ratio, *_ in rows:
        found[float(rate)] = max(float(ratio), found.get(float(rate), 0))
    return sorted(found.items())


def draws() -> Plot:
    """A piece of a bit stream, and the two rows of the table that each draw adds."""

    def draw(figure: "Figure", size: Size) -> None:
        axes = _empty(figure, 16, 7)
        for i, bit in enumerate(BITS):
            colour = "orange" if i < 8 else "blue"
            _box(axes, i + 0.06, 5.6, 0.88, 0.9, bit, colour)
        for x, colour in ((0, "orange"), (8, "blue")):
            _text(axes, x + 4, 6.85, "8 bits: a row's number", colour)
            _arrow(axes, (x + 4, 5.5), (x + 4, 4.7))
            for i in range(WEIGHTS):
                _box(axes, x + 1 + 1.5 * i, 3.7, 1.4, 0.9, "", colour)
        _text(axes, 8, 3.0, "+")
        _arrow(axes, (8, 2.7), (8, 2.1))
        for i in range(WEIGHTS):
            _box(axes, 5 + 1.5 * i, 1.1, 1.4, 0.9, f"$w_{i}$", "ink")
        _text(axes, 8, 0.4, "four weights: 2 bits each")

    return Plot(
        "draws",
        "A draw",
        "A draw at k = 8, V = 4: two bytes of the stream select two rows of the table; their sum "
        "is four weights. The next draw uses the second byte again, with the byte behind it.",
        draw,
        lambda size: 3.0,
    )


def inference() -> Plot:
    """What lies in flash, what in RAM, and when."""

    def draw(figure: "Figure", size: Size) -> None:
        axes = _empty(figure, 16, 7)
        _box(axes, 0, 3.9, 4.6, 1.8, "seed bits\n(flash)", "orange")
        _box(axes, 0, 0.9, 4.6, 1.8, "table of draws\n(flash, 1 KB)", "muted")
        _box(axes, 6.2, 2.4, 4.0, 1.8, "a tile of\nweights (RAM)", "purple")
        _box(axes, 11.8, 3.9, 4.2, 1.8, "inputs\n(RAM)", "blue")
        _box(axes, 11.8, 0.9, 4.2, 1.8, "outputs\n(RAM)", "green")
        _arrow(axes, (4.7, 4.7), (6.1, 3.7))
        _arrow(axes, (4.7, 1.9), (6.1, 2.9))
        _arrow(axes, (11.7, 4.7), (10.3, 3.7))
        _arrow(axes, (10.3, 2.9), (11.7, 1.9))

    return Plot(
        "inference",
        "In an inference",
        "A convolution: a few output channels' weights are drawn, multiplied with all inputs, and "
        "overwritten by the next channels'.",
        draw,
        lambda size: 2.6,
    )


def _empty(figure: "Figure", width: float, height: float) -> "Axes":
    axes = figure.subplots()
    axes.set_xlim(-0.2, width + 0.2)
    axes.set_ylim(0, height + 0.2)
    axes.axis("off")
    return axes


def _box(
    axes: "Axes", x: float, y: float, width: float, height: float, text: str, colour: str
) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((x, y), width, height, fill=False, edgecolor=light(colour), linewidth=1.4)
    )
    _text(axes, x + width / 2, y + height / 2, text, colour)


def _text(axes: "Axes", x: float, y: float, text: str, colour: str = "ink") -> None:
    axes.text(x, y, text, ha="center", va="center", color=light(colour))


def _arrow(axes: "Axes", start: tuple[float, float], end: tuple[float, float]) -> None:
    style: dict[str, Any] = {"arrowstyle": "->", "color": light("muted")}
    axes.annotate("", end, start, arrowprops=style)
