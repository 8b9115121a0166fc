"""Compiles the runtime with all compilers, cores and options, and writes docs/compilers.md.

Usage: python -m tools.compilers [--sample N]
"""

import argparse
import itertools
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.compilers import (
    ABIS,
    COMPILERS,
    CORES,
    LEVELS,
    OPTIONS,
    Cell,
    all_cells,
    compile_sources,
    sample,
)

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "compilers.md"


def _compiled(cell: Cell) -> tuple[Cell, str]:
    if cell.missing:
        return cell, cell.missing
    with tempfile.TemporaryDirectory() as folder:
        return cell, compile_sources(cell, Path(folder))


def _entry(findings: dict[Cell, str], compiler: str, core: str, abi: str, option: str) -> str:
    cells = [Cell(compiler, core, abi, level, option) for level in LEVELS]
    if cells[0].missing:
        return cells[0].missing
    failed = [cell.level for cell in cells if findings.get(cell)]
    tried = sum(cell in findings for cell in cells)
    return f"fails: {' '.join(failed)}" if failed else str(tried or "")


def page(findings: dict[Cell, str]) -> str:
    """Returns docs/compilers.md: rows for compiler, core and ABI, columns for options, with the
    levels of optimization that compile."""
    tried = [cell for cell in findings if not cell.missing]
    failed = [cell for cell in tried if findings[cell]]
    header = ["compiler", "core", "floats", *(f"`{o}`" if o else "plain" for o in OPTIONS)]
    rows = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for compiler, core, abi in itertools.product(COMPILERS, CORES, ABIS):
        entries = [_entry(findings, compiler, core, abi, option) for option in OPTIONS]
        rows.append("| " + " | ".join([compiler, core, abi, *entries]) + " |")
    every = sum(not cell.missing for cell in all_cells())
    said = (
        f"Of {every} cells, {len(tried)} were compiled for this table; {len(failed)} failed. "
        "Numbers: levels of optimization that were tried."
    )
    return f"{INTRODUCTION}\n{said}\n\n" + "\n".join(rows) + f"\n{OTHERS}"


INTRODUCTION = """# Compilers

The runtime compiles with the compilers, cores, ABIs and options of this table, at six levels of
optimization (`-O0 -O1 -Og -Os -O2 -O3`), as C99 with `-Wall -Wextra -Wpedantic -Wconversion
-Wshadow -Werror`. GCC is Debian's `arm-none-eabi-gcc`, clang that of PyPI's `ziglang`. `make
compilers` compiles all cells and writes this page (an hour; `python -m tools.compilers --sample N`
compiles N cells). `make test` compiles a sample, tries further options and runs some of the results
in QEMU.

Assembly cannot be starved of registers: single instructions take operands that the compiler
chooses, and loops that need every register are naked functions that save what they use
(`runtime_c/src/target/sl_target.h`). C of the same bits takes their place

* with `-DSL_NO_ASSEMBLY`. Define it, too, if you reserve registers (`-ffixed-r8`): the loops use r4
  to r11;
* in position-independent code (`-fPIC`, `-frwpi`), which may reserve r9;
* with GCC before version 8 and with compilers that are neither GCC nor clang;
* for loads of words from any address, with `-mno-unaligned-access`.
"""

OTHERS = """
## armclang and IAR

We have neither, so nothing was compiled with them. What is known:

* Without assembly the runtime is C99 and nothing else: a test compiles it without GCC's macros,
  with its extensions undefined and the C library reduced to what the runtime calls
  (`tests/boards/compilers/test_other_compilers.py`).
* armclang is a clang, and clang is in the table. It names itself as GCC, so it takes the assembly.
* To a compiler that does not name itself as GCC, as IAR in its own mode, the runtime is that C99.
  Its functions are then no weak ones: two exports in one firmware define them twice, which the
  linker says; export the models together, or take [the package](packages.md).
* A network's own file (`NAME.c`) aligns its arrays by `__attribute__((aligned))`, and where models
  share an arena it uses `__attribute__((common))`. Both are GCC's; `#define __attribute__(x)` is no
  way out, since the arena must be aligned. Networks loaded from a `.tflite` do without.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--sample", type=int, help="so many cells alone, which pair all values")
    count = parser.parse_args().sample
    cells = sample(count) if count else all_cells()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = {}
        for number, (cell, said) in enumerate(pool.map(_compiled, cells), 1):
            findings[cell] = said
            print(f"{number}/{len(cells)} {cell}: {said or 'ok'}", flush=True)
    PAGE.write_text(page(findings))
    return any(said for cell, said in findings.items() if not cell.missing)


if __name__ == "__main__":
    sys.exit(main())
