"""Writes the layouts of seedlite/format/layout.toml as Python, as C and into SPEC.md, for
generate_constants.py."""

import re
import struct
import textwrap
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "converter" / "seedlite" / "format" / "layout.py"
HEADER = ROOT / "runtime_c" / "src" / "format" / "sl_layout.h"
SPEC = ROOT / "SPEC.md"
NOTE = "Written by `make format` from seedlite/format/layout.toml; edit that file instead."
CODES = {"u8": "B", "i8": "b", "u16": "H", "u32": "I", "f32": "f"}  # of the struct module
FULL = {"u8": (0, 255), "u16": (0, 65535), "u32": (0, 2**32 - 1)}
IN_C = ("record", "section_header", "section_entry")  # the runtime reads no others
LAYOUTS = tomllib.loads((PYTHON.parent / "layout.toml").read_text())


def sizes() -> dict[str, int]:
    """Returns a constant for each layout's size."""
    return {f"{name.upper()}_BYTES": offsets(fields)[-1] for name, fields in LAYOUTS.items()}


def texts(constants: dict) -> dict[Path, str]:
    """Returns the contents of the files that say layouts."""
    return {
        PYTHON: python_text(constants),
        HEADER: header_text(),
        SPEC: spec_text(SPEC.read_text(), constants),
    }


def offsets(fields: dict) -> list[int]:
    """Returns the fields' offsets, and behind them their size."""
    codes = [CODES[field["type"]] for field in fields.values()]
    return [struct.calcsize("<" + "".join(codes[:n])) for n in range(len(codes) + 1)]


def ends(field: dict, constants: dict) -> tuple[int, int]:
    """Returns the least and the greatest value of an integer field."""
    values = field.get("values", FULL.get(field["type"]))
    numbers = [eval(str(value), {}, constants) for value in _list(values)]
    return numbers[0], numbers[-1]


def _list(values: object) -> list:
    return [*values] if isinstance(values, list | tuple) else [values]


def python_text(constants: dict) -> str:
    lines = [f'"""{NOTE}"""', "", "# fmt: off"]
    lines += ["from seedlite.format.fields import Field, Layout", ""]
    for name, fields in LAYOUTS.items():
        entries = []
        for field, facts in fields.items():
            code = CODES[facts["type"]]
            values = "" if code == "f" else "".join(f", {v}" for v in ends(facts, constants))
            entries += [f'{field}=Field("{code}"{values}),']
        lines += [f"{name.upper()} = Layout(", *filled(entries), ")"]
    return "\n".join([*lines, ""])


def filled(entries: Iterable[str]) -> list[str]:
    """Returns indented lines of as many whole entries as fit."""
    words = " ".join(entry.replace(" ", "\0") for entry in entries)
    lines = textwrap.wrap(words, 94, break_on_hyphens=False)
    return [f"    {line}".replace("\0", " ") for line in lines]


def header(note: str, name: str, lines: list[str]) -> str:
    """Returns a C header that guards itself by the macro SEEDLITE_<name>_H."""
    head = ["// SPDX-License-Identifier: Apache-2.0", f"// {note}", "// clang-format off"]
    guard = f"SEEDLITE_{name}_H"
    return "\n".join([*head, f"#ifndef {guard}", f"#define {guard}", "", *lines, "", "#endif", ""])


def header_text() -> str:
    lines = ["// Offsets of fields in bytes."]
    for name in IN_C:
        places = zip(LAYOUTS[name], offsets(LAYOUTS[name]), strict=False)
        prefix = f"SL_AT_{name.removeprefix('section_')}_".upper()
        lines += ["", *(f"#define {prefix}{field.upper()} {at}" for field, at in places)]
    return header(NOTE, "LAYOUT", lines)


def table(fields: dict) -> str:
    lines = ["| offset | type | field | values | meaning |", "|---|---|---|---|---|"]
    for at, (name, facts) in zip(offsets(fields), fields.items(), strict=False):
        values = facts.get("values", [])
        shown = [f"`{v}`" if isinstance(v, str) else str(v) for v in _list(values)]
        cells = (at, facts["type"], name.replace("_", " "), " ... ".join(shown), facts["meaning"])
        lines += [f"| {' | '.join(map(str, cells))} |"]
    return "\n".join(lines)


def spec_text(text: str, constants: dict) -> str:
    """Returns SPEC.md with its tables, and the numbers behind `NAME` =, written anew."""
    for name, fields in LAYOUTS.items():
        begin, end = f"<!-- layout: {name} -->\n", "\n<!-- end of layout -->"
        before, _, rest = text.partition(begin)
        text = before + begin + table(fields) + end + rest.partition(end)[2]
    return re.sub(
        r"`([A-Z_]+)` = \d+(?:,\d{3})*",
        lambda match: f"`{match[1]}` = {constants[match[1]]:,}",
        text,
    )
