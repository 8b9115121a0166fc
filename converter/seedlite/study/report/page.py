"""Renders sections as one self-contained page."""

from collections.abc import Sequence
from importlib import resources

from seedlite.study.figures import palette
from seedlite.study.figures.canvas import DESK, FONTS, PHONE, Plot, inline_svg
from seedlite.study.report.origin import Origin
from seedlite.study.report.sections import Section

WORDS = {
    "int8, the original": "the model with a byte for each weight, that others are compared with",
    "seeded, N bits": "weights are drawn from a generator by N stored bits each, chosen so that "
    "the draws do the original weights' work",
    "batch, B": "B weights share a mean and a spread; beyond these no bits are stored",
    "layer, unitary": "one mean and one spread for a layer, for the whole network",
    "statistics": "the means and spreads, or batches of bits, that a file stores",
    "trained": "biases, scales and statistics were trained around the regenerated weights",
    "drop, rise": "what is lost against the original: points are percent of the samples, dB those "
    "of an SNR, % by which an error grows; ± is the standard deviation over seeds",
    "saved": "bytes of the weights' memory, against int8 or float32",
    "threshold B": "the largest batch size that keeps the limit",
    "Pareto front": "the files that no smaller or equal one is better than",
}


def render(title: str, origin: Origin, sections: Sequence[Section]) -> bytes:
    """Returns HTML that loads nothing from elsewhere."""
    import jinja2
    from markupsafe import Markup

    text = (resources.files("seedlite.study.report") / "page.html").read_text(encoding="utf-8")

    def drawing(plot: Plot, key: str, phone: bool) -> str:
        size = PHONE if phone else DESK
        prefix = f"{key}-{plot.name}-{'phone' if phone else 'desk'}"
        return Markup(inline_svg(plot, size, prefix))

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(text).render(
        title=title,
        origin=origin,
        sections=sections,
        words=WORDS,
        light=palette.variables(dark=False),
        dark=palette.variables(dark=True),
        fonts=Markup(FONTS),
        drawing=drawing,
    )
    return str(page).encode()
