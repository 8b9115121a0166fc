"""Reads memory.ld, a board's memory map."""

import re
from dataclasses import dataclass
from pathlib import Path

from seedlite.errors import BadInputError

MEMORY_LD = "memory.ld"
SECTIONS = "INCLUDE sections.ld"
ADDRESSES = 1 << 32
UNITS = {"": 1, "k": 1024, "m": 1024 * 1024}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MEMORY = re.compile(r"\bMEMORY\s*\{(.*?)\}", re.DOTALL)
REGION = re.compile(
    r"(\w+)\s*(?:\([^)]*\))?\s*:\s*(?:ORIGIN|org|o)\s*=([^,]*),\s*(?:LENGTH|len|l)\s*=(.*)"
)
NUMBER = re.compile(r"(0x[0-9a-f]+|\d+)([km]?)")


@dataclass(frozen=True)
class Region:
    """Bytes [origin, origin + length) of the address space."""

    origin: int
    length: int

    def holds(self, address: int, count: int) -> bool:
        return self.origin <= address and address + count <= self.origin + self.length


def read_memory(path: Path) -> dict[str, Region]:
    """Returns the regions of a linker script by name, including FLASH and RAM. Raises
    BadInputError, naming file and line, for an invalid script."""
    try:
        text = COMMENT.sub(_blank, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"cannot read {path}: {error}") from error
    regions: dict[str, Region] = {}
    for block in MEMORY.finditer(text):
        first = text[: block.start(1)].count("\n") + 1
        for number, line in enumerate(block.group(1).split("\n"), first):
            if line.strip():
                name, region = _read_region(line, f"{path}:{number}")
                regions[name] = region
    for name in ("FLASH", "RAM"):
        if name not in regions:
            raise BadInputError(f"{path}: MEMORY has no region {name}; {_form(name)}")
    if _overlap(regions["FLASH"], regions["RAM"]):
        raise BadInputError(f"{path}: FLASH and RAM overlap; give each memory of its own")
    if not re.search(r"^\s*INCLUDE\s+\"?sections\.ld", text, re.MULTILINE):
        raise BadInputError(f"{path}: the line '{SECTIONS}' is missing; add it behind MEMORY")
    return regions


def _read_region(line: str, place: str) -> tuple[str, Region]:
    found = REGION.fullmatch(line.strip())
    if not found:
        raise BadInputError(f"{place}: '{line.strip()}' is no region; {_form('RAM')}")
    name, origin, length = found.groups()
    region = Region(_number(origin, place), _number(length, place))
    if region.length <= 0 or region.origin < 0 or region.origin + region.length > ADDRESSES:
        raise BadInputError(
            f"{place}: {name} has {region.length} bytes from {region.origin:#x}; it must have "
            "some, and end within 32-bit addresses"
        )
    return name, region


def _number(text: str, place: str) -> int:
    """Returns the value of numbers joined by + and -, as linker scripts write them."""
    total, sign = 0, 1
    for part in re.split(r"([+-])", text.strip().lower()):
        if part in "+-" and part:
            sign = 1 if part == "+" else -1
            continue
        found = NUMBER.fullmatch(part.strip())
        if not found:
            raise BadInputError(
                f"{place}: '{text.strip()}' is no number; give one such as 0x8000, 32768 or 32K"
            )
        digits, unit = found.groups()
        octal = len(digits) > 1 and digits.isdigit() and digits[0] == "0"
        try:
            total += sign * int(digits, 8 if octal else 0) * UNITS[unit]
        except ValueError:  # a digit 8 or 9
            raise BadInputError(f"{place}: '{digits}' is no octal number") from None
    return total


def _overlap(a: Region, b: Region) -> bool:
    return a.origin < b.origin + b.length and b.origin < a.origin + a.length


def _blank(comment: re.Match[str]) -> str:
    """Replaces a comment by its line breaks, so that line numbers stay."""
    return "\n" * comment.group().count("\n") + " "


def _form(name: str) -> str:
    return f"write it as: {name} (rwx) : ORIGIN = 0x20000000, LENGTH = 64K"
