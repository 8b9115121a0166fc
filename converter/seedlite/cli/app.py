"""Collects the verbs and turns errors into messages and exit codes."""

import importlib.metadata
import sys
from typing import Annotated

import typer

from seedlite.cli import (
    augment,
    bench,
    boards,
    build,
    convert,
    doctor,
    evaluate,
    expand,
    export,
    flash,
    inspect,
    report,
    run,
    sensitivity,
    sweep,
    test,
)
from seedlite.cli.output import errors
from seedlite.errors import SeedliteError

app = typer.Typer(
    name="seedlite",
    help="Deploys neural networks to microcontrollers: weights are regenerated from central "
    "statistics and seed bits while the model infers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

for verb in (
    convert,
    inspect,
    expand,
    evaluate,
    build,
    export,
    flash,
    run,
    bench,
    test,
    augment,
    sensitivity,
    sweep,
    report,
    boards,
    doctor,
):
    app.command(verb.__name__.rpartition(".")[2], help=verb.HELP)(verb.command)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if show:
        print(importlib.metadata.version("seedlite"))
        raise typer.Exit


CANCELLED = 130  # as shells report Ctrl-C


def main() -> None:
    """Runs the command line. `--debug` anywhere shows the traceback of an error."""
    debug = "--debug" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "--debug"]
    try:
        app(arguments, standalone_mode=True)
    except SeedliteError as error:
        if debug:
            raise
        errors.print(f"[bold red]error:[/] {_escaped(str(error))}", soft_wrap=True, highlight=False)
        sys.exit(error.exit_code)
    except SystemExit as end:  # what Typer makes of KeyboardInterrupt, without a word
        if end.code == CANCELLED:
            errors.print("cancelled")
        raise


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
