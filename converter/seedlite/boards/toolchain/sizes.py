"""Flash and RAM of firmware by part, from its ELF file."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

LAYER_SYMBOL = re.compile(r"op(\d+)_")  # in generated code
MODEL_PARTS = {  # suffixes of their symbols
    "weights": ("_weights", "_means", "_spreads", "_mask"),
    "biases": ("_bias", "_packed"),
    "requantization": ("_multipliers", "_shifts", "_row_codes"),
}
CODE_SECTIONS = (".vectors", ".text", ".data")  # .data: its initial values


@dataclass(frozen=True)
class Sizes:
    """Bytes. Flash: code (all but the next two), model, app (semihosting application). RAM: static
    (variables), arena and stack as reserved."""

    code: int
    model: int
    app: int
    static: int
    arena: int
    stack: int

    @property
    def flash(self) -> int:
        return self.code + self.model + self.app

    @property
    def ram(self) -> int:
        return self.static + self.arena + self.stack


@dataclass(frozen=True)
class Symbol:
    """A function or variable."""

    name: str
    section: str
    size: int  # bytes
    is_function: bool


def firmware_sizes(elf: Path) -> Sizes:
    """Returns the sizes of a firmware.elf by the sections of firmware/common/sections.ld."""
    with open(elf, "rb") as file:
        sections = {section.name: section["sh_size"] for section in ELFFile(file).iter_sections()}
    return Sizes(
        code=sum(sections[name] for name in CODE_SECTIONS),
        model=sections[".model"],
        app=sections[".app"],
        static=sections[".data"] + sections.get(".bss", 0),
        arena=sections[".arena"],
        stack=sections[".stack"],
    )


def firmware_symbols(elf: Path) -> list[Symbol]:
    """Returns all functions and variables with a size in a program or object file, largest first;
    aliases count once."""
    with open(elf, "rb") as file:
        image = ELFFile(file)
        table = image.get_section_by_name(".symtab")
        assert isinstance(table, SymbolTableSection)
        symbols = {
            (symbol["st_shndx"], symbol["st_value"]): Symbol(
                symbol.name,
                image.get_section(symbol["st_shndx"]).name,
                symbol["st_size"],
                symbol["st_info"]["type"] == "STT_FUNC",
            )
            for symbol in table.iter_symbols()
            if symbol["st_info"]["type"] in ("STT_FUNC", "STT_OBJECT") and symbol["st_size"]
        }
    return sorted(symbols.values(), key=lambda symbol: (-symbol.size, symbol.name))


def layer_flash(elf: Path) -> Counter[int]:
    """Returns the bytes of constants by operator number in generated code, from a firmware.elf or
    from model.c's object file."""
    sizes: Counter[int] = Counter()
    for symbol in firmware_symbols(elf):
        if found := LAYER_SYMBOL.match(symbol.name):
            sizes[int(found.group(1))] += symbol.size
    return sizes


def flash_parts(elf: Path) -> dict[str, int]:
    """Returns the bytes of a firmware.elf with generated code by part. Code: functions (with
    vectors and initial values of variables) and constants such as tables. Model: stored weights
    with statistics, biases, requantization, and the rest (parameter structs, padding)."""
    sizes, symbols = firmware_sizes(elf), firmware_symbols(elf)
    constants = sum(s.size for s in symbols if s.section == ".text" and not s.is_function)
    model = {
        part: sum(s.size for s in symbols if s.section == ".model" and s.name.endswith(ends))
        for part, ends in MODEL_PARTS.items()
    }
    return {
        "functions": sizes.code - constants,
        "constants": constants,
        **model,
        "structs": sizes.model - sum(model.values()),
    }
