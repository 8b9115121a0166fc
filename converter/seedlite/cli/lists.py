"""Options with several values: '5,10,20'."""

from collections.abc import Callable
from typing import TypeVar

from seedlite.errors import UsageError

T = TypeVar("T")


def listed(text: str, option: str, read: Callable[[str], T]) -> list[T]:
    """Returns the distinct values between commas, in order. Raises UsageError."""
    try:
        values = [read(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}; give values with commas between") from error
    if not values:
        raise UsageError(f"{option} is empty; give values with commas between")
    return list(dict.fromkeys(values))
