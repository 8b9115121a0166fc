"""How numbers are written, on screens and pages."""


def percent(fraction: float) -> str:
    return f"{100 * fraction:.2f} %"


def points(drop: float, deviation: float | None = None) -> str:
    return f"{drop:.2f}" if deviation is None else f"{drop:.2f} ± {deviation:.2f}"


def limit_of(max_drop: float) -> str:
    """'1 point', '0.5 points'."""
    return f"{max_drop:g} point" if max_drop == 1 else f"{max_drop:g} points"
