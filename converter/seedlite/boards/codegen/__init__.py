"""Code generation: a model's program as constant C."""

from seedlite.boards.codegen.program import GeneratedProgram, read_program
from seedlite.boards.codegen.render import render, render_header, render_source
