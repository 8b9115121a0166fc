"""Writes the constants and the layouts of seedlite/format/*.toml as Python and as C, the operators,
the table of draws and those of the log-mel front end as C.

Usage: python -m tools.generate_constants [--check]

--check writes nothing and exits with 1 if a file on disk differs.
"""

import re
import sys
import tomllib
from pathlib import Path

from tools import layouts, log_mel_tables
from tools.layouts import filled, header

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "converter" / "seedlite" / "format"
sys.path.insert(0, str(PACKAGE))  # the whole package needs what is written here

from operators import OPERATORS, Builtin  # noqa: E402

SOURCE = PACKAGE / "format.toml"
PYTHON = PACKAGE / "constants.py"
HEADER = ROOT / "runtime_c" / "include" / "seedlite_format.h"
NOTE = "Written by `make format` from seedlite/format/format.toml; edit that file instead."
OPERATORS_HEADER = ROOT / "runtime_c" / "src" / "format" / "sl_operators.h"
OPERATORS_NOTE = "Written by `make format` from operators.toml; edit that file instead."
TABLE = PACKAGE / "draw_table.csv"
TABLE_HEADER = ROOT / "runtime_c" / "src" / "weights" / "sl_draw_table.h"
TABLE_NOTE = "Written by `make format` from draw_table.csv; edit that file instead."
PREFIX = {
    "operators": "OP_",
    "types": "TYPE_",
    "paddings": "PADDING_",
    "activations": "ACTIVATION_",
    "log_mel": "LOG_MEL_",
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
    lines = [f"#define SL_{name} {literal_c(value)}" for name, value in plain(spec)]
    lines += ["", "// X(name, code, text)", "#define SL_STATUS_LIST(X) \\"]
    rows = [f'    X(SL_{name}, {code}, "{text}")' for name, (code, text) in spec["status"].items()]
    lines += [" \\\n".join(rows)]
    return header(NOTE, "FORMAT", lines)


def operators_header_text(runtime: list[Builtin], declared: list[Builtin]) -> str:
    rows = [
        f"X({o.name}, {o.folder}, {(o.in_place or 'never').upper()}, {int(o.uint8)}, {int(o.wide)})"
        for o in runtime
    ]
    lines = ["// X(name, folder, when it works in place, whether it takes uint8, int16 and int32)"]
    lines += ["#define SL_OPERATOR_LIST(X) \\", " \\\n".join(filled(rows)), ""]
    lines += ["// X(folder), each once", "#define SL_OPERATOR_FOLDERS(X) \\"]
    entries = filled(f"X({folder})" for folder in dict.fromkeys(o.folder for o in runtime))
    lines += [" \\\n".join(entries), ""]
    lines += ["// Fields of options: slot and default, the last arguments of sl_option_..."]
    for options in dict.fromkeys(o.options for o in (*runtime, *declared)):
        name = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", options.name.removesuffix("Options")).upper()
        for slot, (field, kind, default) in enumerate(options.fields):
            if kind == "text":
                lines += [f"#define SL_{name}_{field.upper()} {slot}"]
            elif kind != "-":
                lines += [f"#define SL_{name}_{field.upper()} {slot}, {default:g}"]
    return header(OPERATORS_NOTE, "OPERATORS", lines)


def table_header_text(rows: list[str]) -> str:
    lines = ["// X(column 0, ... column 7) of each row", "#define SL_DRAW_TABLE(X) \\"]
    lines += [" \\\n".join(filled(f"X({row})" for row in rows))]
    return header(TABLE_NOTE, "DRAW_TABLE", lines)


def main() -> int:
    spec = tomllib.loads(SOURCE.read_text())
    spec["sizes"] = layouts.sizes()
    runtime = [o for o in OPERATORS.values() if o.stage == "runtime"]
    declared = [o for o in OPERATORS.values() if o.stage == "declared"]
    numbers = {o.name: o.code for o in (*runtime, *declared)}
    for_c = spec | {"operators": spec["operators"] | numbers}
    spec["operators"] |= {o.name: o.code for o in OPERATORS.values()}
    rows = TABLE.read_text().split()
    wanted = {
        PYTHON: python_text(spec),
        HEADER: header_text(for_c),
        OPERATORS_HEADER: operators_header_text(runtime, declared),
        **layouts.texts(dict(plain(spec))),
        TABLE_HEADER: table_header_text(rows),
        log_mel_tables.HEADER: log_mel_tables.text(spec["log_mel"]),
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
