"""seedlite run"""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from seedlite.cli.output import Force, Json, console, print_json
from seedlite.errors import BadInputError
from seedlite.files import check_writable, read_file, write_array

HELP = """Run inferences on this machine or on an emulated board.

Input and output are int8 .npy arrays, of the model's shape or several along the first axis.

Examples:

  seedlite run small.tflite --input x.npy -o y.npy

  seedlite run small.tflite --board mps2-an386 --input x.npy -o y.npy
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    input: Annotated[Path, typer.Option("--input", help="int8 .npy array.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".npy file to write.")],
    board: Annotated[str, typer.Option(help="host, or the name of a board.")] = "host",
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.running import run

    check_writable(output, force)
    result = run(read_file(file), load_input(input), board)
    write_array(output, result.outputs)
    if json:
        print_json(
            {
                "instructions": result.instructions,
                "output": str(output),
                "shape": list(result.outputs.shape),
            }
        )
        return
    console.print(f"{output}: int8 {list(result.outputs.shape)}, from {board}")
    if result.instructions is not None:
        console.print(f"instructions for an inference: {result.instructions:,}")


def load_input(path: Path) -> np.ndarray:
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise BadInputError(
            f"{path} is no .npy array ({error}); write it with numpy.save"
        ) from error
    if not isinstance(array, np.ndarray) or array.dtype != np.int8:
        kind = getattr(array, "dtype", "an archive")
        raise BadInputError(
            f"{path} holds {kind}; int8 is needed: round(x / scale) + zero_point, as the model's "
            "input says"
        )
    return array
