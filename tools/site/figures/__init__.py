"""The figures of the site: wide and narrow, in colours that follow the reader's theme."""

import re
from collections.abc import Callable
from functools import partial

from seedlite.study.figures.canvas import Plot, Size, inline_svg
from tools.site.figures.explanation import draws, inference, limit
from tools.site.figures.gallery import costs, examples
from tools.site.figures.tradeoff import tradeoff

DESK, PHONE = Size(8.4, 3.6), Size(4.3, 3.6, narrow=True)
GALLERY = ("digits", "gestures", "keyword", "anomaly", "person")
FIGURES: dict[str, Callable[[], Plot]] = {
    **{f"{name} examples": partial(examples, name) for name in GALLERY},
    **{f"{name} costs": partial(costs, name) for name in GALLERY},
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
    caption = re.sub("`(.+?)`", r"<code>\1</code>", plot.caption)
    return f'<figure class="drawing">{drawings}<figcaption>{caption}</figcaption></figure>'
