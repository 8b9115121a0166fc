"""seedlite check"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seedlite.cli.output import Json, console, print_json, progress, say
from seedlite.cli.parameters import in_options
from seedlite.cli.tables import table

if TYPE_CHECKING:
    from seedlite.compress import Verdict

HELP = """Say whether models convert, or all that stands in the way: operator, layer, cause, remedy.

A folder is searched for .tflite, .keras and .h5 files. Ends with 0 if every model converts.

Examples:

  seedlite check model.tflite

  seedlite check models/ --json
"""

NOT_ALL = 3  # as for an unusable model


def command(
    models: Annotated[list[Path], typer.Argument(help="Models, or folders with models.")],
    json: Json = False,
) -> None:
    from seedlite.compress import judge_all, model_files

    with progress("checking") as advance:
        verdicts = judge_all(model_files(models), advance)
    if json:
        print_json({"models": verdicts})
    else:
        for verdict in verdicts:
            _show(verdict)
        if len(verdicts) > 1:
            converting = sum(verdict.converts for verdict in verdicts)
            say(f"{converting} of {len(verdicts)} models convert")
    if not all(verdict.converts for verdict in verdicts):
        raise typer.Exit(NOT_ALL)


def _show(verdict: "Verdict") -> None:
    if verdict.converts:
        say(f"{verdict.file}: converts")
    else:
        rows = [
            [r.place or "the model", in_options(r.cause), in_options(r.remedy)]
            for r in verdict.reasons
        ]
        columns = ["where", "what stands in the way", "remedy"]
        console.print(table(verdict.file, columns, rows, texts=3))
    for note in verdict.notes:
        say(f"  {note}")
