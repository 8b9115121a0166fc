"""Builds a model's firmware for a board and reports its sizes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board import Board, find_board
from seedlite.boards.codegen.program import GeneratedProgram, read_program
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.boards.toolchain.build import NAME, build_firmware
from seedlite.boards.toolchain.image import loaded_image
from seedlite.boards.toolchain.sizes import Sizes, firmware_sizes, layer_flash
from seedlite.boards.toolchain.uf2 import to_uf2
from seedlite.errors import UnsupportedError
from seedlite.files import check_writable, write_together
from seedlite.prepare import deployable
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class FlashUse(Report):
    """Bytes: runtime and start-up, the model's constants, the application, their sum, and the
    board's."""

    code: int
    model: int
    app: int
    total: int
    board: int


@dataclass(frozen=True, kw_only=True, eq=False)
class RamUse(Report):
    """Bytes: activations, scratch beside them, the model's state if it has one, other variables,
    the reserved stack, their sum, and the board's."""

    arena: int
    scratch: int
    state: int | None = None
    static: int
    stack: int
    total: int
    board: int


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerUse(Report):
    """Bytes of a layer's constants in flash, and of the activations alive while it runs."""

    name: str
    flash_bytes: int
    live_bytes: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Build(Report):
    """`files`: the paths written."""

    board: str
    files: list[str]
    flash_bytes: FlashUse
    ram_bytes: RamUse
    layers: list[LayerUse]


def build(
    file: bytes, board_name: str, out: Path, source: str = "a model", force: bool = False
) -> Build:
    """Writes the firmware (firmware.elf, .hex, .bin, and .uf2 if the board takes it) and the
    generated model.c and model.h into the folder `out`, created if missing.

    Raises DoesNotFitError, naming the largest layers, BadInputError, ToolMissingError, UsageError.
    """
    board = find_board(board_name)
    program = read_program(deployable(file), source)
    if len(program.inputs) != 1 or len(program.outputs) != 1:
        raise UnsupportedError(
            f"{source} has {len(program.inputs)} inputs and {len(program.outputs)} outputs; the "
            "serial protocol takes models with one of each: use `seedlite export`"
        )
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(program, board, Path(folder), "serial")
        sizes, layers = firmware_sizes(firmware.elf), layer_flash(firmware.elf)
        contents = {path.name: path.read_bytes() for path in firmware.files}
        if board.flash and board.flash.uf2_family:
            base, image = loaded_image(firmware.elf)
            contents["firmware.uf2"] = to_uf2(image, base, board.flash.uf2_family)
    contents[f"{NAME}.c"] = render_source(program, NAME).encode()
    contents[f"{NAME}.h"] = render_header(program, NAME).encode()
    for name in contents:
        check_writable(out / name, force)
    write_together({out / name: content for name, content in contents.items()})
    return Build(
        board=board.name,
        files=sorted(str(out / name) for name in contents),
        flash_bytes=_flash(board, sizes),
        ram_bytes=_ram(board, program, sizes),
        layers=[
            LayerUse(name=step.label, flash_bytes=layers[i], live_bytes=step.live_bytes)
            for i, step in enumerate(program.steps)
        ],
    )


def _flash(board: Board, sizes: Sizes) -> FlashUse:
    return FlashUse(
        code=sizes.code,
        model=sizes.model,
        app=sizes.app,
        total=sizes.flash,
        board=board.flash_bytes,
    )


def _ram(board: Board, program: GeneratedProgram, sizes: Sizes) -> RamUse:
    return RamUse(
        arena=program.activation_bytes,
        scratch=program.scratch_bytes,
        state=program.state_bytes,
        static=sizes.static - (program.state_bytes or 0),
        stack=sizes.stack,
        total=sizes.ram,
        board=board.ram_bytes,
    )
