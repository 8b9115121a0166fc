"""seedlite run"""

import io
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from seedlite.cli.output import Force, Json, console, naming, print_json, progress
from seedlite.errors import BadInputError
from seedlite.files import check_writable, read_file, write_array

HELP = """Run inferences on this machine, on an emulated board, or on a board at a serial line.

Input and output are int8 .npy arrays, of the model's shape or several along the first axis.

Examples:

  seedlite run small.tflite --input x.npy -o y.npy

  seedlite run small.tflite --board mps2-an386 --input x.npy -o y.npy

  seedlite run small.tflite --board rpi-pico --port /dev/ttyACM0 --input x.npy -o y.npy
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    input: Annotated[Path, typer.Option("--input", help="int8 .npy array.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".npy file to write.")],
    board: Annotated[str, typer.Option(help="host, or a board: a name, or a folder.")] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.running import run

    check_writable(output, force, input)
    inputs = load_input(input)
    with naming(file), progress(f"running on {board}") as advance:
        result = run(read_file(file), inputs, board, advance, port)
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
    """An int8 array with at least one value. Raises BadInputError."""
    try:
        array = np.load(io.BytesIO(read_file(path)), allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise BadInputError(f"{path} is no .npy array; write it with numpy.save") from error
    if not isinstance(array, np.ndarray):
        raise BadInputError(f"{path} holds several arrays; write one with numpy.save")
    if array.dtype != np.int8:
        raise BadInputError(
            f"{path} holds {array.dtype}; int8 is needed: round(x / scale) + zero_point, as the "
            "model's input says"
        )
    if array.size == 0:
        raise BadInputError(f"{path} is empty; give at least one input")
    return array
