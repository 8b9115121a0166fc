"""seedlite report"""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, print_json, progress, say
from seedlite.cli.parameters import convert_command

HELP = """Make one page of tables and figures from results.

RESULTS are what `seedlite sweep -o` wrote, or what sweep, sensitivity and augment printed with
--json; of one model or of several. The page needs nothing beside it; every figure is also written
as PNG and every table as CSV, under names that begin with the page's.

Examples:

  seedlite report rows.jsonl -o report.html

  seedlite report digits.jsonl poker.jsonl layers.json -o report.html --max-drop 0.5

  seedlite report rows.jsonl -o report.html --original theirs.csv

--original stands beside the models whose name contains its column match (or else model); its other
columns: data, accuracy, batch_size, accuracy_at_batch_size (fractions), memory_saved (text).
"""


def command(
    results: Annotated[list[Path], typer.Argument(help="Files with results.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Page to write, .html.")],
    original: Annotated[
        Path | None,
        typer.Option(help="Another report's figures, .csv or .json; or published: the method's."),
    ] = None,
    max_drop: Annotated[
        float, typer.Option(help="What the choices shown may lose: points, dB or %, as measured.")
    ] = 1.0,
    title: Annotated[str, typer.Option(help="The page's title.")] = "Accuracy against memory",
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.study import write_report

    with progress("drawing") as advance:
        written = write_report(
            results,
            output,
            original=original,
            max_drop=max_drop,
            title=title,
            caller=convert_command,
            command=shlex.join(["seedlite", *sys.argv[1:]]),
            force=force,
            progress=advance,
        )
    if json:
        print_json({"report": str(output), "files": [str(path) for path in written]})
    else:
        say(f"{output}, and {len(written) - 1} figures and tables beside it")
