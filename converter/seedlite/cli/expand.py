"""seedlite expand"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.destination import check_destination, write_destination
from seedlite.cli.output import Force, Json, print_json, say

HELP = """Write the regenerated weights back as a stock int8 .tflite.

Example:

  seedlite expand small.tflite -o stock.tflite
"""


def command(
    file: Annotated[Path, typer.Argument(help="Centralized .tflite.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; - for stdout.")],
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import expand

    check_destination(output, force, json, file)
    stock = expand(file)
    write_destination(output, stock)
    if json:
        print_json({"file_bytes": len(stock)})
    else:
        say(f"{output}: {len(stock):,} bytes, runs on stock LiteRT and TFLM")
