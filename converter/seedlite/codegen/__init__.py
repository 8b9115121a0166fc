"""Code generation: a model's program as constant C."""

from seedlite.codegen.program import GeneratedProgram, read_program
from seedlite.codegen.render import render, render_header, render_source

__all__ = ["GeneratedProgram", "read_program", "render", "render_header", "render_source"]
