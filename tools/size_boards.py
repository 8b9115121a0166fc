"""Prints the sizes of firmware with our digits network at 2 bits for every board, as a Markdown
table.

Usage: python -m tools.size_boards
"""

import tempfile
from pathlib import Path

from seedlite.boards.board import list_boards
from seedlite.boards.codegen.program import read_program
from seedlite.boards.toolchain.build import build_firmware
from seedlite.boards.toolchain.sizes import firmware_sizes

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "tests" / "golden" / "models" / "digits-seeded2.tflite"


def main() -> None:
    program = read_program(MODEL.read_bytes(), MODEL.name)
    print("| board | core | code | model | protocol | flash, of | RAM, of |")
    print("|---|---|---|---|---|---|---|")
    for board in list_boards():
        with tempfile.TemporaryDirectory() as folder:
            firmware = build_firmware(program, board, Path(folder), "serial")
            sizes = firmware_sizes(firmware.elf)
        cells = (
            f"`{board.name}`: {board.title}",
            board.core,
            f"{sizes.code:,}",
            f"{sizes.model:,}",
            f"{sizes.app:,}",
            f"{sizes.flash:,}, {board.flash_bytes:,}",
            f"{sizes.ram:,}, {board.ram_bytes:,}",
        )
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
