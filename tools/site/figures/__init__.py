"""The figures of the site: wide and narrow, in colours that follow the reader's theme."""

from collections.abc import Callable

from seedlite.study.figures.canvas import Plot, Size, inline_svg
from tools.site.figures.explanation import draws, inference, limit
from tools.site.figures.tradeoff import tradeoff

DESK, PHONE = Size(8.4, 3.6), Size(4.3, 3.6, narrow=True)
FIGURES: dict[str, Callable[[], Plot]] = {
    "draws": draws,
    "inference": inference,
    "limit": limit,
    "tradeoff": tradeoff,
}


def figure(name: str) -> str:
    """Returns the element of a figure."""
    plot = FIGURES[name]()
    drawings = "".join(
        f'<div class="{kind}">{inline_svg(plot, size, f"{plot.name}-{kind}")}</div>'
        for kind, size in (("desk", DESK), ("phone", PHONE))
    )
    return f'<figure class="drawing">{drawings}<figcaption>{plot.caption}</figcaption></figure>'
