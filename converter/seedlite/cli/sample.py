"""seedlite sample"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.completion import samples
from seedlite.cli.output import Force, Json, console, print_json
from seedlite.cli.tables import facts

HELP = """Bring a trained model and data to begin with. Nothing is downloaded.

digits: handwritten digits of 8x8 pixels in ten classes, from scikit-learn. Writes digits.keras, the
same network as int8, digits.tflite, and calibration.npz, train.npz and test.npz.

Examples:

  seedlite sample digits -o .

  seedlite sample digits -o digits/
"""


def command(
    name: Annotated[str, typer.Argument(help="digits", autocompletion=samples)],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")],
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import sample
    from seedlite.samples import SAMPLES

    written = sample(name, output, force=force)
    if json:
        print_json({"sample": name, "files": written})
        return
    what = SAMPLES[name].files
    console.print(facts([(path, what[Path(path).name]) for path in written]))
