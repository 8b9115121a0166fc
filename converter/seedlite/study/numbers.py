"""Formats numbers for screens and pages."""


def percent(fraction: float) -> str:
    return f"{100 * fraction:.2f} %"


def points(drop: float, deviation: float | None = None) -> str:
    return f"{drop:.2f}" if deviation is None else f"{drop:.2f} ± {deviation:.2f}"


def capitalized(text: str) -> str:
    """Returns a title: 'Accuracy', 'SNR'."""
    return text[:1].upper() + text[1:]
