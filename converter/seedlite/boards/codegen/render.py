"""Renders generated code with the templates of this folder."""

import importlib.metadata
import json
import textwrap
from collections.abc import Sequence
from typing import Any

import jinja2
import numpy as np

from seedlite.boards.codegen.names import check_name
from seedlite.boards.codegen.program import GeneratedProgram, Reference
from seedlite.boards.codegen.runtime import runtime_version

LINE_WIDTH = 100
INDENT = "  "
MOST_SIGNED = 2**31 - 1


def render_source(program: GeneratedProgram, name: str, shared_arena_bytes: int = 0) -> str:
    """Returns NAME.c: the program as constants. `shared_arena_bytes` is the size of an arena shared
    with other models; 0 for an own arena."""
    check_name(name)
    headers = sorted({step.header for step in program.steps})
    return render(
        "model.c.j2",
        program=program,
        name=name,
        headers=headers,
        shared_arena_bytes=shared_arena_bytes,
        runtime_version=runtime_version(),
    )


def render_header(program: GeneratedProgram, name: str) -> str:
    """Returns NAME.h, the interface of the generated code."""
    check_name(name)
    return render("model.h.j2", program=program, name=name)


def render(template: str, **variables: Any) -> str:
    """Renders a template of this package."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("seedlite.boards.codegen", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "initializer": initializer,
        "float": float_literal,
        "line": one_line,
        "braced": braced,
        "quoted": json.dumps,
    }
    version = importlib.metadata.version("seedlite")
    return environment.get_template(template).render(version=version, **variables)


def initializer(value: Any, depth: int = 0) -> str:
    """Returns the C initializer of a number, a Reference, or lists and maps of them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value}u" if value > MOST_SIGNED else str(value)
    if isinstance(value, Reference):
        return value.array if value.at == 0 else f"{value.array} + {value.at}"
    if not value:
        return "{0}"
    inner = INDENT * (depth + 1)
    if isinstance(value, dict):
        lines = [f".{name} = {initializer(v, depth + 1)}," for name, v in value.items()]
    elif any(isinstance(item, dict) for item in value):
        lines = [f"{initializer(item, depth + 1)}," for item in value]
    else:
        text = ", ".join(initializer(item) for item in value)
        if len(text) < 60:
            return "{" + text + "}"
        lines = textwrap.wrap(text + ",", LINE_WIDTH - len(inner))
    return "{\n" + "".join(f"{inner}{line}\n" for line in lines) + INDENT * depth + "}"


def braced(shape: Sequence[int]) -> str:
    """Returns an initializer of a shape's dimensions; {1} for a scalar."""
    return "{" + ", ".join(map(str, shape or [1])) + "}"


def one_line(text: str) -> str:
    """Removes characters that could end a one-line comment."""
    return "".join(c if c.isprintable() else " " for c in text).rstrip("\\ ")


def float_literal(value: np.float32) -> str:
    """Returns a float32 constant that reads back as the same bits."""
    text = f"{float(value):.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"
