"""The page of C functions, from the comments of the public headers."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = (
    "runtime_c/include/seedlite.h",
    "runtime_c/include/seedlite_float.h",
    "runtime_c/include/seedlite_float_softmax.h",
    "runtime_c/include/seedlite_log_mel.h",
    "firmware/slots/slots.h",
)


def c_api() -> str:
    """Returns the page."""
    lines = [
        "# C",
        "",
        "The public headers. Each declaration has the comment that it has there.",
        "",
    ]
    for header in HEADERS:
        lines += _header(ROOT / header)
    return "\n".join(lines)


def _header(path: Path) -> list[str]:
    """Returns a header's section: its own comment, then each commented declaration."""
    head, *chunks = re.split(r"\n\n+", path.read_text())
    about = head[: head.index("#ifndef")].replace("// SPDX-License-Identifier: Apache-2.0\n", "")
    lines = [f"## `{path.name}`", "", _prose(about), ""]
    for chunk in chunks:
        comment, code = _split(chunk)
        names = _names(code)
        if comment and names:
            heading = ", ".join(f"`{name}`" for name in names)
            lines += [f"### {heading}", "", _prose(comment), "", f"```c\n{code}\n```", ""]
    return lines


def _split(chunk: str) -> tuple[str, str]:
    lines = chunk.split("\n")
    count = next((i for i, x in enumerate(lines) if not x.startswith("//")), len(lines))
    return "\n".join(lines[:count]), "\n".join(lines[count:])


def _names(code: str) -> list[str]:
    """Returns what a chunk declares: types, functions, macros."""
    if not code or code.startswith(("#if", "#include", "#ifdef", "#undef")):
        return []
    types = re.findall(r"^} (\w+);", code, re.MULTILINE)
    macros = re.findall(r"^#define (\w+)\(", code, re.MULTILINE)
    functions = re.findall(
        r"^(?:static inline )?[a-z]\w*(?: const)?[ *]+(\w+)\(", code, re.MULTILINE
    )
    functions += re.findall(r"^const \w+ \*(\w+)\(", code, re.MULTILINE)
    return list(dict.fromkeys(types or macros or functions))


def _prose(comment: str) -> str:
    """Returns a comment as Markdown: an indented `name: what it is` becomes an item."""
    lines = [line.removeprefix("//").removeprefix(" ") for line in comment.split("\n")]
    found: list[str] = []
    for line in lines:
        item = re.match(r"^ {1,3}(\w+): (.*)", line)
        if item:
            found += [f"\n* `{item[1]}`: {_escaped(item[2])}"]
        else:
            found += [_escaped(line)]
    return "\n".join(found)


def _escaped(text: str) -> str:
    return re.sub(r"(?<!`)([*<_])(?!`)", r"\\\1", text)
