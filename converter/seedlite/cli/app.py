"""Collects the verbs and maps errors to messages and exit codes."""

import importlib
import importlib.metadata
import warnings
from typing import Annotated, Any

import typer

from seedlite import interruption
from seedlite.cli.help import Verb, Verbs, unwrapped
from seedlite.cli.output import flush_streams, prepare_streams, print_error, print_json
from seedlite.errors import DataWarning, SeedliteError, UsageError

VERBS = """
    sample check quantize convert inspect expand compare evaluate build export flash run bench test
    augment sensitivity sweep report boards doctor
"""  # modules of this package, in the order of --help

app = typer.Typer(
    name="seedlite",
    help="Deploys neural networks to microcontrollers: weights are regenerated from central "
    "statistics and seed bits while the model infers.",
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for verb in VERBS.split():
    module = importlib.import_module(f"seedlite.cli.{verb}")
    app.command(verb, cls=Verb, help=unwrapped(module.HELP))(module.command)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if show:
        print(importlib.metadata.version("seedlite"))
        raise typer.Exit


BROKEN_PIPE = 1  # the reader has ended, as in `seedlite boards | head -1`
WrongUsage: Any = typer.BadParameter.__mro__[
    1
]  # the parser's errors; typer gives the class no name


def run_command_line(arguments: list[str]) -> int:
    """Returns the exit status of the command line. `--debug` anywhere shows the traceback of an
    error; with `--json` errors are JSON, too."""
    prepare_streams()
    try:
        status = _run(arguments)
    except BrokenPipeError:
        flush_streams()
        return BROKEN_PIPE
    return flush_streams() or status


def _run(arguments: list[str]) -> int:
    debug, json = "--debug" in arguments, "--json" in arguments
    warnings.simplefilter("ignore", DataWarning)  # verbs print their reports' warnings
    try:
        status = app([a for a in arguments if a != "--debug"], standalone_mode=False)
    except WrongUsage as error:
        error.show()
        if json:
            _print_json_error(UsageError(error.format_message()))
        status = error.exit_code
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except (SeedliteError, OSError) as error:
        if (
            isinstance(error, BrokenPipeError) or debug or interruption.received()
        ):  # an error that follows from the interruption
            raise
        print_error(_words(error))
        if json:
            _print_json_error(error)
        status = getattr(error, "exit_code", SeedliteError.exit_code)
    return status if isinstance(status, int) else 0


def _print_json_error(error: Exception) -> None:
    """Prints what a script needs: the message, its kind, and the runtime's code if it has one."""
    code = getattr(error, "code", "")
    print_json(
        {
            "error": _words(error),
            "kind": type(error).__name__,
            **({"code": code} if code else {}),
            "exit_code": getattr(error, "exit_code", SeedliteError.exit_code),
        }
    )


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename is not None else ""
        return f"{place}{error.strerror}"
    return str(error)
