"""Errors that a user can fix. Each names the cause, the place and the remedy; the command line maps
its class to an exit code and prints it without a traceback. Parameters are named in backticks, as
`max_drop`; the command line makes options of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SeedliteError(Exception):
    """Base of all errors that seedlite raises on purpose. `code`: that of the runtime's status for
    the same fault (format/format.toml), as E_SHAPE; empty where there is none."""

    exit_code = 1

    def __init__(self, message: str, code: str = ""):
        super().__init__(message, code)
        self.message, self.code = message, code

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.code else self.message


class UsageError(SeedliteError):
    """Parameters that contradict each other or make no sense."""

    exit_code = 2


class BadInputError(SeedliteError):
    """A model, data file or recipe that cannot be used."""

    exit_code = 3


class UnsupportedError(BadInputError):
    """A valid model with features that seedlite does not support."""


class DoesNotFitError(SeedliteError):
    """A model too large for a board's flash or RAM, or for the allowed bits or bytes."""

    exit_code = 4


class ToolMissingError(SeedliteError):
    """A compiler, emulator or optional package that is not installed."""

    exit_code = 5


class DeviceError(SeedliteError):
    """A board, emulator or probe that does not answer or answers wrongly."""

    exit_code = 6


class AccuracyError(SeedliteError):
    """A limit of accuracy that no choice meets."""

    exit_code = 7


class DataWarning(UserWarning):
    """Samples that are probably in other units than the model's."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Puts the file's name before the message of what is wrong with it."""
    try:
        yield
    except BadInputError as error:
        if str(path) in str(error):
            raise
        raise type(error)(f"{path}: {error.message}", error.code) from error
