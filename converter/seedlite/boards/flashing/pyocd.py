"""Flashing with pyOCD."""

import json
from pathlib import Path

from seedlite.boards.board import Board, Flashing
from seedlite.boards.flashing.process import LIST_SECONDS, PROGRAM_SECONDS, run_tool
from seedlite.boards.toolchain.image import loaded_image
from seedlite.boards.toolchain.tools import PYOCD, find_tool
from seedlite.errors import DeviceError, UsageError


def pyocd_probes() -> dict[str, str]:
    """Returns the names of all connected probes by their unique numbers."""
    output = run_tool([find_tool(PYOCD), "json", "--probes"], "pyOCD", LIST_SECONDS)
    try:
        boards = json.loads(output)["boards"]
    except (ValueError, KeyError) as error:
        raise DeviceError(f"pyOCD lists its probes in a way not known: {output[:200]}") from error
    return {one["unique_id"]: one["info"] for one in boards}


def flash_pyocd(elf: Path, board: Board, settings: Flashing, probe: str | None) -> str:
    if settings.pyocd is None:
        raise UsageError(f"{board.name}: [flash] of its board.toml names no target for pyocd")
    probes = pyocd_probes()
    unique = _one_probe(probes, probe, board)
    common = ["--no-wait", "--uid", unique, "--target", settings.pyocd]
    program = find_tool(PYOCD)
    run_tool([program, "load", *common, elf], "pyOCD", PROGRAM_SECONDS)
    base, image = loaded_image(elf)
    raw = elf.with_suffix(".bin")
    if raw.exists() and raw.read_bytes() == image:
        compare = f"compare {base:#x} {len(image)} {raw}"
        output = run_tool(
            [program, "commander", *common, "-c", compare, "-c", "reset"], "pyOCD", PROGRAM_SECONDS
        )
        if "Mismatch" in output:
            raise DeviceError(
                f"{board.name}: flash differs from {elf}: {output.strip()}; try again"
            )
    return f"{probes[unique]} ({unique})"


def _one_probe(probes: dict[str, str], wanted: str | None, board: Board) -> str:
    listed = "; ".join(f"{unique}: {name}" for unique, name in probes.items())
    if wanted is not None:
        found = [unique for unique in probes if unique.lower().startswith(wanted.lower())]
        if len(found) != 1:
            raise DeviceError(f"probe {wanted} is not there; there are: {listed or 'none'}")
        return found[0]
    if not probes:
        raise DeviceError(
            f"no probe found for {board.name}: plug the board in by its debug port; on Linux the "
            "probe needs a udev rule: `seedlite doctor --emit-udev`"
        )
    if len(probes) > 1:
        raise DeviceError(f"several probes; choose one with `probe`: {listed}")
    return next(iter(probes))
