"""The outcome of a hostile file in Python."""

from collections.abc import Callable

from seedlite.errors import BadInputError

# checked in Python only: bits that SPEC.md requires to be zero, names
STRICTER = {"E_SECTION", "E_FORMAT"}


def refusal(read: Callable[[bytes], object], file: bytes) -> str | None:
    """Returns the code with which `read` refuses the file; None if it accepts it."""
    try:
        read(file)
    except BadInputError as error:
        return error.code
    return None
