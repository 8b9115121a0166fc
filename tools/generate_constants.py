"""Writes the constants of format/format.toml, the layouts of format/layout.toml, the operators of
format/operators.toml and the table of draws as C.

Usage: python tools/generate_constants.py [--check]

--check writes nothing and exits with 1 if a file on disk differs.
"""

import re
import sys
import textwrap
import tomllib
from pathlib import Path

import layouts

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "format" / "format.toml"
PYTHON = ROOT / "converter" / "seedlite" / "format" / "constants.py"
HEADER = ROOT / "runtime_c" / "include" / "seedlite_format.h"
NOTE = "Written by `make format` from format/format.toml; edit that file instead."
OPERATORS = ROOT / "format" / "operators.toml"
OPERATORS_PYTHON = ROOT / "converter" / "seedlite" / "format" / "operators.py"
OPERATORS_HEADER = ROOT / "runtime_c" / "src" / "format" / "sl_operators.h"
OPERATORS_NOTE = "Written by `make format` from format/operators.toml; edit that file instead."
STAGES = ("runtime", "folded", "border")
POSITIONAL = {"code", "options"}  # keys of an operator's entry that its Builtin has without a name
ONLY_C = {"folder"}
TABLE = ROOT / "converter" / "seedlite" / "format" / "draw_table.csv"
TABLE_HEADER = ROOT / "runtime_c" / "src" / "weights" / "sl_draw_table.h"
TABLE_NOTE = "Written by `make format` from draw_table.csv; edit that file instead."
PREFIX = {
    "operators": "OP_",
    "types": "TYPE_",
    "paddings": "PADDING_",
    "activations": "ACTIVATION_",
}


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


def fields_of(options: dict) -> list[tuple[str, str, float]]:
    """Name, type and default of an options table's fields, in their order."""
    parts = [re.fullmatch(r"(\w+):([\w-]+)(?:=(.+))?", text) for text in options.get("fields", ())]
    return [(p[1], p[2], float(p[3] or 0) if p[2] == "f32" else int(p[3] or 0)) for p in parts]


def wrapped(entry: str) -> str:
    return textwrap.fill(entry, 100, initial_indent=" " * 4, subsequent_indent=" " * 8)


def operators_python_text(operators: dict) -> str:
    lines = [f'"""{OPERATORS_NOTE}"""', "", "# fmt: off"]
    lines += ["from seedlite.format import constants as c"]
    lines += ["from seedlite.format.builtin import Builtin, Field, Options", "", "OPTIONS = {"]
    for name, options in operators["options"].items():
        fields = "".join(f"Field{field!r}, " for field in fields_of(options))
        lines += [wrapped(f"{name!r}: Options({name!r}, {options['union']}, ({fields})),")]
    lines += ["}", "", "OPERATORS = {"]
    for stage in STAGES:
        for name, operator in operators[stage].items():
            options = f"OPTIONS[{operator['options']!r}]" if "options" in operator else "Options()"
            entry = f"c.OP_{name}: Builtin({name!r}, {stage!r}, {options}"
            for key, value in operator.items():
                if key not in POSITIONAL | ONLY_C:
                    entry += f", {key}={tuple(value) if key == 'constraints' else repr(value)}"
            lines += [wrapped(entry + "),")]
    return "\n".join([*lines, "}", ""]).replace("'", '"')


def operators_header_text(operators: dict) -> str:
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        f"// {OPERATORS_NOTE}",
        "// clang-format off",
    ]
    lines += ["#ifndef SEEDLITE_OPERATORS_H", "#define SEEDLITE_OPERATORS_H", ""]
    runtime = operators["runtime"]
    folders = {name: o.get("folder", name.lower()) for name, o in runtime.items()}
    rows = [
        f"    X({name}, {folders[name]}, {o.get('in_place', 'never').upper()}, {int('uint8' in o)})"
        for name, o in runtime.items()
    ]
    lines += ["// X(name, folder, when it works in place, whether it takes uint8)"]
    lines += ["#define SL_OPERATOR_LIST(X) \\", " \\\n".join(rows), ""]
    rows = [f"    X({folder})" for folder in dict.fromkeys(folders.values())]
    lines += [
        "// X(folder), each once",
        "#define SL_OPERATOR_FOLDERS(X) \\",
        " \\\n".join(rows),
        "",
    ]
    lines += ["// Fields of options: slot and default, the last arguments of sl_option_..."]
    for table in dict.fromkeys(o["options"] for o in runtime.values() if "options" in o):
        name = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", table.removesuffix("Options")).upper()
        for slot, (field, kind, default) in enumerate(fields_of(operators["options"][table])):
            if kind != "-":
                lines += [f"#define SL_{name}_{field.upper()} {slot}, {default:g}"]
    return "\n".join([*lines, "", "#endif", ""])


def table_header_text(rows: list[str]) -> str:
    lines = ["// SPDX-License-Identifier: Apache-2.0", f"// {TABLE_NOTE}", "// clang-format off"]
    lines += ["#ifndef SEEDLITE_DRAW_TABLE_H", "#define SEEDLITE_DRAW_TABLE_H", ""]
    lines += ["// X(column 0, ... column 7) of each row", "#define SL_DRAW_TABLE(X) \\"]
    entries = textwrap.wrap(" ".join(f"X({row})" for row in rows), 94, break_on_hyphens=False)
    lines += [" \\\n".join(f"    {entry}" for entry in entries), "", "#endif", ""]
    return "\n".join(lines)


def main() -> int:
    spec, operators = (tomllib.loads(path.read_text()) for path in (SOURCE, OPERATORS))
    spec["sizes"] = layouts.sizes()
    codes = {s: {name: o["code"] for name, o in operators[s].items()} for s in STAGES}
    for_c = spec | {"operators": spec["operators"] | codes["runtime"]}
    for stage in STAGES:
        spec["operators"] |= codes[stage]
    rows = TABLE.read_text().split()
    wanted = {
        PYTHON: python_text(spec),
        HEADER: header_text(for_c),
        OPERATORS_PYTHON: operators_python_text(operators),
        OPERATORS_HEADER: operators_header_text(operators),
        **layouts.texts(dict(plain(spec))),
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
