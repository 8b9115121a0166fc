"""Renders plots as SVG, with colours that follow the reader's light or dark theme, and as PNG."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from seedlite.errors import ToolMissingError
from seedlite.study.figures import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
PNG_DOTS_PER_INCH = 160


@dataclass(frozen=True)
class Size:
    """Inches. `narrow`: for a phone's screen."""

    width: float
    height: float
    narrow: bool = False


DESK = Size(10.2, 4.4)
PHONE = Size(4.3, 4.0, narrow=True)


@dataclass(frozen=True)
class Plot:
    """A figure to draw. `draw` fills an empty figure; `height` overrides the size's, in inches;
    `name` is used in file names."""

    name: str
    title: str
    caption: str
    draw: "Callable[[Figure, Size], None]"
    height: Callable[[Size], float] | None = None


def import_matplotlib() -> ModuleType:
    """Raises ToolMissingError."""
    try:
        import matplotlib
    except ImportError as error:
        raise ToolMissingError(
            f"figures need matplotlib ({error}): pip install 'seedlite[study]'"
        ) from error
    return matplotlib


def svg(plot: Plot, size: Size) -> bytes:
    """Returns a standalone file."""
    style = (
        f"<style>:root {{ {palette.variables(dark=False)} }} @media (prefers-color-scheme: dark) "
        f"{{ :root {{ {palette.variables(dark=True)} }} }}</style>"
    )
    drawing = _themed(plot, size)
    return re.sub(r"(<svg[^>]*>)", rf"\1{style}", drawing, count=1).encode()


def inline_svg(plot: Plot, size: Size, prefix: str) -> str:
    """Returns an element for a page that defines the palette's variables; `prefix` makes its ids
    unique in the page."""
    drawing = _themed(plot, size)
    drawing = drawing[drawing.index("<svg") :]
    drawing = re.sub(r'\bid="', f'id="{prefix}-', drawing)
    drawing = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", drawing)
    return re.sub(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', r"<svg \1>", drawing, count=1)


def png(plot: Plot, size: Size) -> bytes:
    return _saved(
        plot, size, format="png", dpi=PNG_DOTS_PER_INCH, facecolor=palette.light("surface")
    )


def _themed(plot: Plot, size: Size) -> str:
    text = _saved(plot, size, format="svg", transparent=True, metadata={"Date": None}).decode()
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return palette.with_variables(text.replace("'DejaVu Sans'", FONTS.replace('"', "'")))


def _saved(plot: Plot, size: Size, **options: Any) -> bytes:
    matplotlib = import_matplotlib()
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_settings(size)):
        height = size.height if plot.height is None else plot.height(size)
        figure = Figure(figsize=(size.width, height), layout="constrained")
        plot.draw(figure, size)
        buffer = io.BytesIO()
        figure.savefig(buffer, **options)
    return buffer.getvalue()


def _settings(size: Size) -> dict[str, Any]:
    ink, muted, grid = (palette.light(role) for role in ("ink", "muted", "grid"))
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "seedlite",
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "text.color": ink,
        "axes.labelcolor": muted,
        "axes.edgecolor": muted,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "grid.color": grid,
        "xtick.color": muted,
        "ytick.color": muted,
        "legend.frameon": False,
        "legend.fontsize": 8 if size.narrow else 9,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
    }


def legend_above(axes: "Axes", columns: int) -> None:
    """Places the legend above the axes, where it hides nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, borderaxespad=0.3)


def legend_above_all(figure: "Figure", axes: "Axes", columns: int) -> None:
    """Places the axes' legend above the whole figure."""
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=columns)
