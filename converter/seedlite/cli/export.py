"""seedlite export"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, print_json, say

HELP = """Write models as a C library for your own firmware, with an example.

Several models share one runtime; functions are called after each model.

Examples:

  seedlite export small.tflite --format cmake -o small/

  seedlite export small.tflite --format arduino --name digits -o digits/

  seedlite export words.tflite faces.tflite --share-arena -o networks/
"""


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Centralized or stock int8 .tflite.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to make.")],
    format: Annotated[str, typer.Option(help="c, cmake, arduino, platformio or zephyr.")] = "c",
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="What a model's files and functions are called after; once for each model."
        ),
    ] = None,
    share_arena: Annotated[
        bool,
        typer.Option(
            "--share-arena",
            help="One arena for all models: read outputs before another model runs.",
        ),
    ] = False,
    front_end: Annotated[
        bool,
        typer.Option("--front-end", help="Also what makes features of sound: docs/wake_word.md."),
    ] = False,
    no_runtime: Annotated[
        bool,
        typer.Option(
            "--no-runtime", help="For firmware that has the runtime's package: docs/packages.md."
        ),
    ] = False,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import export

    written = export(
        files,
        output,
        format=format,
        names=name,
        share_arena=share_arena,
        front_end=front_end,
        force=force,
        runtime=not no_runtime,
    )
    if json:
        print_json({"format": format, "files": written})
    else:
        readme = output / "README.md"
        say(f"{output}: {len(written)} files; {readme} says how to use them")
