"""seedlite export"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, console, naming, print_json
from seedlite.errors import UsageError
from seedlite.files import read_file

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
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.boards import export, read_network

    if name and len(name) != len(files):
        raise UsageError(f"{len(name)} --name for {len(files)} files; give one for each, in order")
    networks = []
    for number, file in enumerate(files):
        with naming(file):
            its_name = name[number] if name else None
            networks.append(read_network(read_file(file), file.name, its_name))
    written = export(networks, format, output, share_arena, force)
    if json:
        print_json({"format": format, "files": written})
    else:
        readme = output / "README.md"
        console.print(f"{output}: {len(written)} files; {readme} says how to use them")
