"""Renders sections as one self-contained page."""

from collections.abc import Sequence
from importlib import resources

from seedlite.study.figures import palette
from seedlite.study.figures.canvas import DESK, FONTS, PHONE, Plot, inline_svg
from seedlite.study.report.sections import Section


def render(title: str, subtitle: str, sections: Sequence[Section]) -> bytes:
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
        subtitle=subtitle,
        sections=sections,
        light=palette.variables(dark=False),
        dark=palette.variables(dark=True),
        fonts=Markup(FONTS),
        drawing=drawing,
    )
    return str(page).encode()
