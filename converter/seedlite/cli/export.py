"""seedlite export"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, console, naming, print_json
from seedlite.files import read_file

HELP = """Write the model as a C library for your own firmware, with an example.

Examples:

  seedlite export small.tflite --format cmake -o small/

  seedlite export small.tflite --format arduino --name digits -o digits/
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to make.")],
    format: Annotated[str, typer.Option(help="c, cmake, arduino, platformio or zephyr.")] = "c",
    name: Annotated[
        str | None, typer.Option(help="What files and functions are called after.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.export import export

    with naming(file):
        files = export(read_file(file), format, output, file.name, name, force)
    if json:
        print_json({"format": format, "files": files})
    else:
        console.print(f"{output}: {len(files)} files; {output / 'README.md'} says how to use them")
