"""seedlite run"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import (
    Force,
    Json,
    console,
    naming,
    print_json,
    print_warnings,
    progress,
    say,
)
from seedlite.files import check_writable, read_file, write_array

HELP = """Run inferences on this machine, on an emulated board, or on a board at a serial line.

Input is an array x, [n, ...input shape]: an .npy, an .npz with x, or a .csv with a sample in each
row. Arrays of the input's own type (int8, uint8) are its own values; all others are real values, as
the float model takes them, and quantized. Output is an .npy array of the output's type: int8, uint8
or, where the network has float32 ports, float32.

Examples:

  seedlite run small.tflite --input x.npy -o y.npy

  seedlite run small.tflite --board mps2-an386 --input x.npy -o y.npy

  seedlite run small.tflite --board rpi-pico --port /dev/ttyACM0 --input x.npy -o y.npy
"""


def command(
    file: Annotated[Path, typer.Argument(help="A .tflite, centralized or stock int8.")],
    input: Annotated[Path, typer.Option("--input", help=".npy, .npz with x, or .csv.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".npy file to write.")],
    board: Annotated[str, typer.Option(help="host, or a board: a name, or a folder.")] = "host",
    port: Annotated[
        str | None, typer.Option(help="Serial line of a board that runs this model's firmware.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.boards import place
    from seedlite.data import describe_samples, quantized_samples, range_warnings, read_array
    from seedlite.execution import check_ports, outside, run_rows
    from seedlite.model import as_rows
    from seedlite.prepare import ready_model

    check_writable(output, force, input)
    model_file, x = read_file(file), read_array(input, "x")
    with naming(file):
        model = ready_model(model_file, str(file))
        check_ports(model)
    rows = as_rows([quantized_samples(model, x, str(input))])
    taken = describe_samples(x, model)
    with naming(file), progress(f"running on {board}") as advance:
        result = outside(model, run_rows(model_file, rows, place(board, port), advance))
    write_array(output, result.outputs)
    report = {
        "instructions": result.instructions,
        "input": taken,
        "output": str(output),
        "shape": list(result.outputs.shape),
        "warnings": range_warnings(x, model, str(input)),
    }
    if json:
        print_json(report)
    else:
        made = result.outputs
        console.print(f"{output}: {made.dtype} {list(made.shape)}, from {board}")
        if result.instructions is not None:
            console.print(f"instructions for an inference: {result.instructions:,}")
        say(f"x: {taken}")
    print_warnings(report)
