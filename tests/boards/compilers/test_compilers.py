"""The runtime compiles without a warning with the compilers and options of other people."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from seedlite.boards.toolchain.tools import COMPILER, find_tool
from tests.support import compilers
from tests.support.compilers import Cell

CORES_OF_OTHERS = ("cortex-m0", "cortex-m4")
C_DIALECTS = ("c99", "c11", "c17", "gnu99", "gnu17")
CPP_DIALECTS = ("c++11", "c++14", "c++17", "c++20")


def one_in(every: int, values: Iterable) -> list:
    """As parameters; the others are slow together."""
    slow = pytest.mark.slow
    return [pytest.param(v, marks=() if n % every == 0 else slow) for n, v in enumerate(values)]


@pytest.fixture(autouse=True)
def _compilers() -> None:
    find_tool(COMPILER)
    assert compilers.clang(), "ziglang is missing: make setup"


@pytest.mark.parametrize("cell", one_in(10, compilers.sample(40)), ids=str)
def test_runtime_compiles_in_the_cell(cell: Cell, tmp_path: Path):
    assert compilers.compile_sources(cell, tmp_path) == ""


@pytest.mark.parametrize("core", CORES_OF_OTHERS)
@pytest.mark.parametrize("option", one_in(5, compilers.OTHER_OPTIONS))
def test_kernels_compile_with_other_options(core: str, option: str, tmp_path: Path):
    cell = Cell("gcc", core, "hard" if core == "cortex-m4" else "soft", "-O2", option)
    kernels = [p for p in compilers.sources() if not p.name.startswith("sl_prepare_")]
    assert compilers.compile_sources(cell, tmp_path, kernels) == ""


@pytest.mark.parametrize("compiler", compilers.COMPILERS)
@pytest.mark.parametrize("dialect", C_DIALECTS)
def test_runtime_parses_in_the_dialect(compiler: str, dialect: str, tmp_path: Path):
    cell = Cell(compiler, "cortex-m4", "soft", "-O1", f"-std={dialect}")
    assert compilers.compile_sources(cell, tmp_path, stage="-fsyntax-only") == ""


@pytest.mark.parametrize("compiler", compilers.COMPILERS)
@pytest.mark.parametrize("dialect", CPP_DIALECTS)
def test_public_headers_compile_as_cpp(compiler: str, dialect: str, tmp_path: Path):
    source = tmp_path / "main.cpp"
    headers = sorted(path.name for path in (compilers.RUNTIME / "include").glob("*.h"))
    includes = "".join(f'#include "{name}"\n' for name in headers)
    source.write_text(f"{includes}int main() {{ return SL_OK; }}\n")
    command = compilers.compiler(Cell(compiler, "cortex-m4"))
    flags = (f"-std={dialect}", "-xc++", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion")
    include = f"-I{compilers.RUNTIME / 'include'}"
    subprocess.run([*command, *flags, "-Werror", include, "-fsyntax-only", source], check=True)


def test_cells_without_fpu_or_option_say_so():
    assert Cell("gcc", "cortex-m0", "hard").missing == "no FPU"
    assert Cell("clang", "cortex-m4", "soft", "-O2", compilers.SINGLE_PIC_BASE).missing
    assert not Cell("gcc", "cortex-m4", "hard").missing


def test_sample_has_every_value():
    cells = compilers.sample(40)
    for field in ("compiler", "core", "abi", "level", "option"):
        every = {getattr(cell, field) for cell in compilers.all_cells()}
        assert {getattr(cell, field) for cell in cells} == every
