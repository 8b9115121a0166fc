"""Writes the outcomes of twenty corrupted models into docs/security.md.

Usage: python -m tools.write_hostile_table

They are given to our reader in Python, our runtime on this machine and on an emulated Cortex-M4,
TensorFlow Lite Micro and LiteRT.
"""

import tempfile
from pathlib import Path

from seedlite.compress.inspection import inspect
from seedlite.errors import BadInputError
from tests.support.corrupted import Corrupted, corrupted_models
from tests.support.hostile_drivers import (
    ACCEPTED,
    board_outcomes,
    host_outcomes,
    interpreter_outcomes,
)
from tools.pages import head, renew, row

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- table: tools/write_hostile_table.py -->\n", "<!-- end of the table -->\n"
COLUMNS = ("Python", "host", "Cortex-M4", "TFLM", "LiteRT")


def python_outcome(file: bytes) -> str:
    try:
        inspect(file, "model")
    except BadInputError as error:
        return error.code
    return ACCEPTED


def outcomes(models: list[Corrupted]) -> list[tuple[str, ...]]:
    """Returns the outcome of each model for each of COLUMNS."""
    files = [model.file for model in models]
    with tempfile.TemporaryDirectory(prefix="seedlite-") as name:
        folder = Path(name)
        columns = (
            [python_outcome(file) for file in files],
            host_outcomes(files, folder),
            board_outcomes(files, folder),
            interpreter_outcomes("tflm", files, folder),
            interpreter_outcomes("litert", files, folder),
        )
    return list(zip(*columns, strict=True))


def table(models: list[Corrupted], rows: list[tuple[str, ...]]) -> str:
    lines = [head(["", *COLUMNS])]
    lines += [row([model.name, *cells]) for model, cells in zip(models, rows, strict=True)]
    refused = [
        sum(x == "refused" or x.startswith("E_") for x in column)
        for column in zip(*rows, strict=True)
    ]
    lines.append(row(["**refused**", *(f"**{n} of {len(rows)}**" for n in refused)]))
    return "".join(lines)


def main() -> None:
    models = corrupted_models()
    made = table(models, outcomes(models))
    renew(PAGE, BEGIN, END, made)
    print(made, end="")


if __name__ == "__main__":
    main()
