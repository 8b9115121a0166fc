"""Flashing with OpenOCD."""

from pathlib import Path

from seedlite.boards.board import Board, Flashing
from seedlite.boards.flashing.process import PROGRAM_SECONDS, run_tool
from seedlite.boards.toolchain.tools import OPENOCD, find_tool
from seedlite.errors import DeviceError, UsageError


def flash_openocd(elf: Path, board: Board, settings: Flashing, probe: str | None) -> str:
    if settings.openocd is None:
        raise UsageError(f"{board.name}: [flash] of its board.toml names no scripts for openocd")
    serial = ["-c", f"adapter serial {probe}"] if probe else []
    command = [find_tool(OPENOCD), *settings.openocd_arguments, *serial]
    command += ["-c", f"program {{{elf.resolve()}}} verify reset exit"]
    output = run_tool(command, "OpenOCD", PROGRAM_SECONDS)
    if "** Verified OK **" not in output:
        raise DeviceError(f"{board.name}: OpenOCD did not verify:\n{output.strip()}")
    return probe or "the only probe"
