"""Draws the README's picture, docs/figures/tradeoff.svg, from what tools/measure_tradeoff.py has
measured.

Usage: python -m tools.draw_tradeoff
"""

from pathlib import Path

from seedlite.files import write_whole
from seedlite.study.figures.canvas import svg
from tools.site.figures import DESK
from tools.site.figures.tradeoff import MEASURED, tradeoff

PICTURE = MEASURED.with_suffix(".svg")


def picture() -> bytes:
    return svg(tradeoff(), DESK)


if __name__ == "__main__":
    write_whole(Path(PICTURE), picture())
