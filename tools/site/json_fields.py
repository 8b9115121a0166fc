"""The page of JSON fields, from the reports' dataclasses."""

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path

import seedlite
from seedlite.reports import Report
from tools.site.docstrings import with_lists

PRINTED = "The output of"  # begins the docstring of what a command prints
PACKAGE = Path(seedlite.__path__[0])


def json_fields() -> str:
    """Returns the page."""
    for module in _modules():
        importlib.import_module(module)
    lines = [
        "# JSON fields",
        "",
        "What `--json` prints, and what the functions in Python return: dataclasses that are JSON",
        "objects at once. A field with the default None is left out of the JSON while it is None.",
        "",
    ]
    for kind in sorted(_kinds(Report), key=_rank):
        lines += [f"## {kind.__name__}", "", inspect.cleandoc(_escaped(kind.__doc__ or "")), ""]
        lines += ["| field | type | default |", "|---|---|---|"]
        lines += [_row(field) for field in fields(kind)]  # type: ignore[arg-type]
        lines += [""]
    return "\n".join(_listed(lines))


def _modules() -> Iterator[str]:
    """Yields the names of the modules that define reports."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "(Report)" in path.read_text():
            yield ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def _kinds(base: type) -> list[type]:
    return [kind for sub in base.__subclasses__() for kind in (sub, *_kinds(sub))]


def _rank(kind: type) -> tuple[bool, str]:
    """What commands print comes first."""
    return not (kind.__doc__ or "").startswith(PRINTED), kind.__name__


def _row(field: "Field[object]") -> str:
    kind = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", "")
    default = "" if field.default is MISSING else f"`{field.default!r}`"
    return f"| `{field.name}` | `{str(kind).replace('|', '&#124;')}` | {default} |"


def _listed(lines: list[str]) -> list[str]:
    return [with_lists(line) if "\n" in line else line for line in lines]


def _escaped(text: str) -> str:
    return text.replace("<", "\\<")
