"""Colours by role, for light and dark themes."""

# role: (light, dark); light colours are distinct, so that each identifies its role
COLOURS = {
    "ink": ("#1f2328", "#e6e9ec"),
    "muted": ("#5d6873", "#9aa5b1"),
    "grid": ("#dde2e7", "#323a43"),
    "surface": ("#fefefe", "#15191e"),
    "blue": ("#2b6cb8", "#6fa8ee"),
    "orange": ("#bf560f", "#f0954f"),
    "purple": ("#7a4db3", "#ba9aec"),
    "green": ("#2b7a4b", "#67c08b"),
}

METHOD_ROLES = {"unitary": "purple", "layer": "green", "batch": "blue", "seeded": "orange"}


def light(role: str) -> str:
    return COLOURS[role][0]


def of_method(method: str) -> str:
    return light(METHOD_ROLES[method])


def variables(dark: bool) -> str:
    """Returns CSS declarations '--ink: #1f2328; ...'."""
    return " ".join(f"--{role}: {pair[dark]};" for role, pair in COLOURS.items())


def with_variables(svg: str) -> str:
    """Replaces light colours in a drawing by CSS variables."""
    for role, (colour, _) in COLOURS.items():
        svg = svg.replace(colour, f"var(--{role})")
    return svg
