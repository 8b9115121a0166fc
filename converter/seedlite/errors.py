"""Errors that a user can mend. Each says what is wrong, where, and the remedy; the command line
turns its class into an exit code and prints it without a traceback."""


class SeedliteError(Exception):
    """Base of all errors that seedlite raises on purpose."""

    exit_code = 1


class UsageError(SeedliteError):
    """Options that contradict each other or make no sense."""

    exit_code = 2


class BadInputError(SeedliteError):
    """A model, data file or recipe that cannot be used."""

    exit_code = 3


class UnsupportedError(BadInputError):
    """A sound model with something in it that seedlite does not do."""


class DoesNotFitError(SeedliteError):
    """A model too large for a board's flash or RAM, or for the bits or bytes allowed."""

    exit_code = 4


class ToolMissingError(SeedliteError):
    """A compiler, emulator or optional package that is not installed."""

    exit_code = 5


class DeviceError(SeedliteError):
    """A board, emulator or probe that does not answer or answers wrongly."""

    exit_code = 6


class AccuracyError(SeedliteError):
    """A limit of accuracy that no choice keeps."""

    exit_code = 7


class DataWarning(UserWarning):
    """Samples that are likely in other units than the model's."""
