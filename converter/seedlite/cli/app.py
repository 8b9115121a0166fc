"""Collects the verbs and maps errors to messages and exit codes."""

import importlib
import importlib.metadata
import warnings
from typing import Annotated

import typer

from seedlite import interruption
from seedlite.cli.output import flush_streams, prepare_streams, print_error
from seedlite.errors import DataWarning, SeedliteError

VERBS = """
    check convert inspect expand evaluate build export flash run bench test augment sensitivity
    sweep report boards doctor
"""  # modules of this package, in the order of --help

app = typer.Typer(
    name="seedlite",
    help="Deploys neural networks to microcontrollers: weights are regenerated from central "
    "statistics and seed bits while the model infers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

for verb in VERBS.split():
    module = importlib.import_module(f"seedlite.cli.{verb}")
    app.command(verb, help=module.HELP)(module.command)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if show:
        print(importlib.metadata.version("seedlite"))
        raise typer.Exit


BROKEN_PIPE = 1  # the reader has ended, as in `seedlite boards | head -1`


def run_command_line(arguments: list[str]) -> int:
    """Returns the exit status of the command line. `--debug` anywhere shows the traceback of an
    error."""
    prepare_streams()
    debug = "--debug" in arguments
    warnings.simplefilter("ignore", DataWarning)  # verbs print their reports' warnings
    try:
        app([a for a in arguments if a != "--debug"], standalone_mode=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return flush_streams() or status
    except BrokenPipeError:
        flush_streams()
        return BROKEN_PIPE
    except (SeedliteError, OSError) as error:
        if debug or interruption.received():  # an error that follows from the interruption
            raise
        print_error(_words(error))
        return flush_streams() or getattr(error, "exit_code", SeedliteError.exit_code)
    return flush_streams()


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename is not None else ""
        return f"{place}{error.strerror}"
    return str(error)
