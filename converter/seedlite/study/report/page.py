"""Sections to one self-contained page."""

from collections.abc import Sequence
from importlib import resources
from types import ModuleType

from seedlite.errors import ToolMissingError
from seedlite.study.figures import palette
from seedlite.study.figures.canvas import DESK, FONTS, PHONE, Plot, inline_svg
from seedlite.study.report.sections import Section


def render(title: str, subtitle: str, sections: Sequence[Section]) -> bytes:
    """HTML that loads nothing from elsewhere. Raises ToolMissingError."""
    jinja2 = import_jinja2()
    text = (resources.files("seedlite.study.report") / "page.html").read_text()

    def drawing(plot: Plot, key: str, phone: bool) -> str:
        size = PHONE if phone else DESK
        prefix = f"{key}-{plot.name}-{'phone' if phone else 'desk'}"
        return jinja2_markup(inline_svg(plot, size, prefix))

    jinja2_markup = jinja2.utils.markupsafe.Markup
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(text).render(
        title=title,
        subtitle=subtitle,
        sections=sections,
        light=palette.variables(dark=False),
        dark=palette.variables(dark=True),
        fonts=jinja2_markup(FONTS),
        drawing=drawing,
    )
    return str(page).encode()


def import_jinja2() -> ModuleType:
    """Raises ToolMissingError."""
    try:
        import jinja2
    except ImportError as error:
        raise ToolMissingError(
            f"reports need jinja2 ({error}): pip install 'seedlite[study]'"
        ) from error
    return jinja2
