"""Writes the constants of format/format.toml and the table of format/draw_table.csv as Python and
as C.

Usage: python tools/generate_constants.py [--check]

--check writes nothing and exits with 1 if a file on disk differs.
"""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "format" / "format.toml"
PYTHON = ROOT / "converter" / "seedlite" / "format" / "constants.py"
HEADER = ROOT / "runtime_c" / "include" / "seedlite_format.h"
NOTE = "Written by `make format` from format/format.toml; edit that file instead."
TABLE = ROOT / "format" / "draw_table.csv"
TABLE_PYTHON = ROOT / "converter" / "seedlite" / "format" / "draw_table.py"
TABLE_HEADER = ROOT / "runtime_c" / "src" / "weights" / "sl_draw_table.h"
TABLE_NOTE = "Written by `make format` from format/draw_table.csv; edit that file instead."
PREFIX = {"operators": "OP_", "types": "TYPE_"}


def literal_python(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def literal_c(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f"0x{value:08X}u" if isinstance(value, int) and value > 0x7FFFFFFF else str(value)


def plain(spec: dict) -> list[tuple[str, object]]:
    """Returns every constant except the status codes, with its prefix, in the file's order."""
    return [
        (PREFIX.get(table, "") + name, value)
        for table, entries in spec.items()
        if table != "status"
        for name, value in entries.items()
    ]


def python_text(spec: dict) -> str:
    lines = [f'"""{NOTE}"""', ""]
    lines += [f"{name} = {literal_python(value)}" for name, value in plain(spec)]
    lines += ["", "STATUS = {"]
    lines += [f'    {code}: ("{name}", "{text}"),' for name, (code, text) in spec["status"].items()]
    lines += ["}", ""]
    return "\n".join(lines)


def header_text(spec: dict) -> str:
    lines = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}", "// clang-format off"]
    lines += ["#ifndef SEEDLITE_FORMAT_H", "#define SEEDLITE_FORMAT_H", ""]
    lines += [f"#define SL_{name} {literal_c(value)}" for name, value in plain(spec)]
    lines += ["", "// X(name, code, text)", "#define SL_STATUS_LIST(X) \\"]
    rows = [f'    X(SL_{name}, {code}, "{text}")' for name, (code, text) in spec["status"].items()]
    lines += [" \\\n".join(rows), "", "#endif", ""]
    return "\n".join(lines)


def table_python_text(rows: list[str]) -> str:
    lines = [f'"""{TABLE_NOTE}"""', "", "# fmt: off", "DRAW_TABLE = ("]
    lines += [f"    ({row.replace(',', ', ')})," for row in rows]
    return "\n".join([*lines, ")", ""])


def table_header_text(rows: list[str]) -> str:
    lines = ["// SPDX-License-Identifier: Apache-2.0", f"// {TABLE_NOTE}", "// clang-format off"]
    lines += ["#ifndef SEEDLITE_DRAW_TABLE_H", "#define SEEDLITE_DRAW_TABLE_H", ""]
    lines += ["// X(column 0, ... column 7) of each row", "#define SL_DRAW_TABLE(X) \\"]
    lines += [" \\\n".join(f"    X({row.replace(',', ', ')})" for row in rows), "", "#endif", ""]
    return "\n".join(lines)


def main() -> int:
    spec = tomllib.loads(SOURCE.read_text())
    rows = TABLE.read_text().split()
    wanted = {
        PYTHON: python_text(spec),
        HEADER: header_text(spec),
        TABLE_PYTHON: table_python_text(rows),
        TABLE_HEADER: table_header_text(rows),
    }
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run `make format`")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
