"""What packages are made of: the runtime, the licence, an example."""

import functools
import importlib.metadata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from seedlite.boards.codegen.program import read_program
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.boards.codegen.runtime import all_runtime_files
from seedlite.boards.self_test import CASES
from seedlite.boards.sources import source_root
from tools.packages.archive import Files

VERSION = importlib.metadata.version("seedlite")
DESCRIPTION = "Neural networks for microcontrollers, their weights at 1 to 4 bits, in C99."
TEMPLATES = Path(__file__).parent / "templates"
MODEL = "digits"  # of the example: its files and functions
CASE = CASES / "digits-seeded2.npz"  # its file, inputs and TensorFlow Lite Micro's outputs


@dataclass(frozen=True)
class Package:
    """An archive to make: `files` are texts by path."""

    archive: str
    files: Files


def within(folder: str, files: Files) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in files.items()}


def library() -> dict[str, str]:
    """Returns the runtime, of which `src` is the include path, and the licence."""
    sources = all_runtime_files() | {"seedlite_version.h": render("seedlite_version.h")}
    return within("src", sources) | {"LICENSE": (source_root() / "LICENSE").read_text()}


@functools.cache
def model() -> Files:
    """Returns the example's network as constant C, and a sample with the output to expect."""
    with np.load(CASE) as case:
        program = read_program(case["model"].tobytes(), f"{MODEL}.tflite")
        sample = {"input": case["x"][0].tolist(), "output": case["y"][0].tolist()}
    return {
        f"{MODEL}.c": render_source(program, MODEL),
        f"{MODEL}.h": render_header(program, MODEL),
        "sample.h": render("sample.h", **sample),
    }


def render(template: str, **variables: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    facts = {"version": VERSION, "description": DESCRIPTION, "model": MODEL}
    return environment.get_template(f"{template}.j2").render(**facts, **variables)
