"""The figures' colours as style sheet of the site, light and dark."""

from seedlite.study.figures import palette


def style_sheet() -> str:
    """Returns CSS that follows the site's own switch."""
    return "".join(
        f'[data-md-color-scheme="{scheme}"] {{ {palette.variables(dark=dark)} }}\n'
        for scheme, dark in (("default", False), ("slate", True))
    )
