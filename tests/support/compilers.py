"""The compilers, cores and options that the runtime is compiled with, cell by cell."""

import itertools
import os
import random
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.support.places import ROOT

RUNTIME = ROOT / "runtime_c"
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror")
COMPILERS = ("gcc", "clang")
CORES = {  # core: clang's name of its architecture
    "cortex-m0": "thumbv6m",
    "cortex-m3": "thumbv7m",
    "cortex-m4": "thumbv7em",
    "cortex-m7": "thumbv7em",
    "cortex-m33": "thumbv8m.main",
    "cortex-m55": "thumbv8.1m.main",
}
WITHOUT_FPU = ("cortex-m0", "cortex-m3")
ABIS = ("soft", "softfp", "hard")
LEVELS = ("-O0", "-O1", "-Og", "-Os", "-O2", "-O3")
SINGLE_PIC_BASE = "-fPIC -msingle-pic-base"
OPTIONS = (
    "",
    "-fno-omit-frame-pointer",
    "-flto",
    "-mno-unaligned-access",
    "-finstrument-functions",
    SINGLE_PIC_BASE,
    "-fshort-enums",
)
# GCC's; tried at -O2 on the Cortex-M4 and M0 only
OTHER_OPTIONS = (
    "-fstack-protector-all",
    "-pg",
    "--coverage",
    "-mlong-calls",
    "-mpure-code",
    "-fno-inline",
    "-fno-builtin",
    "-funroll-all-loops",
    "-fkeep-static-functions",
    "-fkeep-inline-functions",
    "-fno-toplevel-reorder",
    "-funsigned-char",
    "-ftrapv",
    "-fsanitize=undefined -fsanitize-undefined-trap-on-error",
    "-fpatchable-function-entry=2",
    "-fzero-call-used-regs=all",
    "-ffixed-r9",
    "-masm-syntax-unified",
    "-g3 -gdwarf-5",
    "-DSL_NO_ASSEMBLY",
)


@dataclass(frozen=True)
class Cell:
    compiler: str
    core: str
    abi: str = "soft"
    level: str = "-O2"
    option: str = ""

    def __str__(self) -> str:
        parts = (self.compiler, self.core, self.abi, self.level, *self.option.split())
        return " ".join(parts)

    @property
    def missing(self) -> str:
        """Returns why the combination does not exist; empty if it does."""
        if self.abi != "soft" and self.core in WITHOUT_FPU:
            return "no FPU"
        if self.compiler == "clang" and self.option == SINGLE_PIC_BASE:
            return "no such option"
        return ""

    @property
    def flags(self) -> list[str]:
        return [f"-mfloat-abi={self.abi}", self.level, *self.option.split()]


def all_cells() -> list[Cell]:
    """Returns every cell, including those that do not exist."""
    return [Cell(*values) for values in itertools.product(COMPILERS, CORES, ABIS, LEVELS, OPTIONS)]


def sample(count: int) -> list[Cell]:
    """Returns `count` cells that exist, chosen to pair as many values as they can."""
    cells = [cell for cell in all_cells() if not cell.missing]
    random.Random(0).shuffle(cells)
    seen: set[frozenset[tuple[str, object]]] = set()
    chosen = []
    for _ in range(count):
        best = max(cells, key=lambda cell: len(_pairs(cell) - seen))
        cells.remove(best)
        chosen.append(best)
        seen |= _pairs(best)
    return chosen


def _pairs(cell: Cell) -> set[frozenset[tuple[str, object]]]:
    return {frozenset(pair) for pair in itertools.combinations(vars(cell).items(), 2)}


@cache
def clang() -> Path | None:
    """Returns Zig's clang, from PyPI's ziglang; None if it is not installed."""
    spec = find_spec("ziglang")
    return Path(spec.origin).parent / "zig" if spec and spec.origin else None


@cache
def _libc_headers() -> str:
    said = subprocess.run(
        ["arm-none-eabi-gcc", "-E", "-Wp,-v", "-xc", os.devnull],
        check=True,
        capture_output=True,
        text=True,
    ).stderr
    folders = [line.strip() for line in said.splitlines() if line.startswith(" /")]
    return next(folder for folder in folders if (Path(folder) / "string.h").exists())


def compiler(cell: Cell) -> list[str]:
    """Returns the command that compiles for the cell's core, without its flags."""
    if cell.compiler == "gcc":
        return ["arm-none-eabi-gcc", f"-mcpu={cell.core}", "-mthumb"]
    zig = clang()
    assert zig, "ziglang is missing: make setup"
    target = f"--target={CORES[cell.core]}-none-eabi{'hf' if cell.abi == 'hard' else ''}"
    headers = ("-isystem", f"{zig.parent}/lib/include", "-isystem", _libc_headers())
    return [str(zig), "clang", target, f"-mcpu={cell.core}", *headers]


def sources() -> list[Path]:
    return sorted(RUNTIME.glob("src/**/*.c"))


def compile_sources(
    cell: Cell, folder: Path, files: list[Path] | None = None, stage: str = "-c"
) -> str:
    """Compiles the files (default: the runtime) into the folder, or (`-fsyntax-only`) only parses
    them; returns the compiler's messages, empty on success."""
    command = [*compiler(cell), *STRICT, *cell.flags, f"-I{RUNTIME / 'include'}", stage]
    done = subprocess.run(
        [*command, *(files or sources())],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout or ("" if done.returncode == 0 else f"exit code {done.returncode}")
