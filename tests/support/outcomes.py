"""What becomes of a hostile file in Python."""

from collections.abc import Callable

from seedlite.errors import BadInputError
from seedlite.prepare.read import code

# what only Python looks at: bits that SPEC.md wants to be zero, names
STRICTER = {"E_SECTION", "E_FORMAT"}


def refusal(read: Callable[[bytes], object], file: bytes) -> str | None:
    """The code with which `read` refuses the file; None if it does not."""
    try:
        read(file)
    except BadInputError as error:
        return code(error)
    return None
