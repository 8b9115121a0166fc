"""The board and core that firmware was built for, from its ELF file."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import ARMAttributesSection

from seedlite.boards.board import Board
from seedlite.boards.memory import Region
from seedlite.boards.toolchain.image import reading_elf
from seedlite.errors import BadInputError

SECTION = ".seedlite.target"  # not loaded


@dataclass(frozen=True)
class Architecture:
    """An architecture of Cortex-M cores: its Tag_CPU_arch (Arm's ABI addenda, IHI 0045), the tags
    of all code that it runs, and its cores."""

    name: str
    tag: int
    runs: frozenset[int]
    cores: tuple[str, ...]


def _architectures() -> list[Architecture]:
    v7, v6, v6s, v7e, v8base, v8main, v8_1 = 10, 11, 12, 13, 16, 17, 21
    rows: list[tuple[str, int, set[int], str]] = [
        ("ARMv6-M", v6, {v6s}, "m0 m0plus m1"),
        ("ARMv7-M", v7, {v6, v6s}, "m3"),
        ("ARMv7E-M", v7e, {v6, v6s, v7}, "m4 m7"),
        ("ARMv8-M baseline", v8base, {v6, v6s}, "m23"),
        ("ARMv8-M mainline", v8main, {v6, v6s, v7, v7e, v8base}, "m33 m35p"),
        ("ARMv8.1-M", v8_1, {v6, v6s, v7, v7e, v8base, v8main}, "m52 m55 m85"),
    ]
    return [
        Architecture(name, tag, frozenset(runs | {tag}), tuple(cores.split()))
        for name, tag, runs, cores in rows
    ]


def target_mark(board: Board) -> bytes:
    """Returns the section's content."""
    return json.dumps({"board": board.name, "core": board.core}).encode()


def check_target(elf: Path, board: Board) -> None:
    """Raises BadInputError if the firmware was built for another board or cannot run on this
    one."""
    with reading_elf(elf) as image:
        _check_mark(elf, _mark(image), board)
        _check_architecture(elf, image, board)
        for start, count in _memory(image):
            check_place(elf, start, count, board)


def check_place(file: Path, start: int, count: int, board: Board) -> None:
    """Raises BadInputError if the board lacks memory for bytes [start, start + count)."""
    if not any(region.holds(start, count) for region in _merged(board)):
        places = ", ".join(
            f"{name} {region.origin:#x} ... {region.origin + region.length - 1:#x}"
            for name, region in board.regions.items()
        )
        raise BadInputError(
            f"{file} takes {start:#x} ... {start + count - 1:#x}; {board.name} has {places}: build "
            f"it for {board.name}"
        )


def _mark(image: ELFFile) -> dict[str, Any]:
    """Returns the content that `build` wrote; empty for other ELF files."""
    section = image.get_section_by_name(SECTION)
    if section is None:
        return {}
    try:
        mark = json.loads(section.data())
    except ValueError:
        return {}
    return mark if isinstance(mark, dict) else {}


def _check_mark(elf: Path, mark: dict[str, Any], board: Board) -> None:
    for key, ours in (("board", board.name), ("core", board.core)):
        if mark.get(key, ours) != ours:
            raise BadInputError(
                f"{elf} was built for {key} {mark[key]}, not {ours}: build it for {board.name}, or "
                "give the `board` that it is for"
            )


def _check_architecture(elf: Path, image: ELFFile, board: Board) -> None:
    tags, core = _attributes(image), re.match(r"cortex-(\w+)", board.core)
    theirs, of_m = tags.get("TAG_CPU_ARCH"), tags.get("TAG_CPU_ARCH_PROFILE") == ord("M")
    known = _architectures()
    for ours in known:
        if core is None or core.group(1) not in ours.cores or theirs is None:
            continue
        if not of_m or theirs not in ours.runs:
            names = [each.name for each in known if of_m and each.tag == theirs]
            raise BadInputError(
                f"{elf} holds code for {' '.join(names) or 'another kind of core'}; {board.name} "
                f"({board.core}) runs {ours.name}: build it for {board.name}"
            )


def _attributes(image: ELFFile) -> dict[str, Any]:
    """Returns the compiler's attributes of the whole file, by tag name."""
    return {
        attribute.tag: attribute.value
        for section in image.iter_sections()
        if isinstance(section, ARMAttributesSection)
        for subsection in section.subsections
        for part in subsection.iter_subsubsections(scope="TAG_FILE")
        for attribute in part.attributes
    }


def _memory(image: ELFFile) -> Iterator[tuple[int, int]]:
    """Yields start and size of the memory that the program loads or uses."""
    for segment in image.iter_segments():
        if segment["p_type"] == "PT_LOAD":
            if segment["p_filesz"]:
                yield segment["p_paddr"], segment["p_filesz"]
            if segment["p_memsz"]:
                yield segment["p_vaddr"], segment["p_memsz"]


def _merged(board: Board) -> list[Region]:
    """Returns the board's memory, adjacent regions merged."""
    merged: list[Region] = []
    for region in sorted(board.regions.values(), key=lambda region: region.origin):
        if merged and merged[-1].origin + merged[-1].length >= region.origin:
            last = merged.pop()
            end = max(last.origin + last.length, region.origin + region.length)
            region = Region(last.origin, end - last.origin)
        merged.append(region)
    return merged
