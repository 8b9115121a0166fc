"""seedlite expand"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, console, print_json
from seedlite.files import check_writable, write_whole

HELP = """Write the regenerated weights back as a stock int8 .tflite.

Example:

  seedlite expand small.tflite -o stock.tflite
"""


def command(
    file: Annotated[Path, typer.Argument(help="Centralized .tflite.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import expand

    check_writable(output, force, file)
    stock = expand(file)
    write_whole(output, stock)
    if json:
        print_json({"file_bytes": len(stock)})
    else:
        console.print(f"{output}: {len(stock):,} bytes, runs on stock LiteRT and TFLM")
