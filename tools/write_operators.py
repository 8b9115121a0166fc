"""Writes docs/operators.md: what each supported operator must keep, from the constraints' own
docstrings; with --check only says whether the page is up to date."""

import sys
from pathlib import Path

from seedlite.model.names import OPERATOR_NAMES
from seedlite.model.schema import FOLDED
from seedlite.prepare.borders import CHAIN, WHOLLY
from seedlite.prepare.checking.constraints.table import CONSTRAINTS, remedy, sentence
from seedlite.prepare.checking.constraints.tensors import EVERYWHERE, complete

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operators.md"
NOTE = "<!-- Written by tools/write_operators.py (`make format`) from the constraints. -->"


def page() -> str:
    lines = ["# Operators", "", NOTE, ""]
    lines += ["What `seedlite convert` takes, and `seedlite check` looks at; TFLite's names."]
    lines += ["", "## Inputs and outputs", ""]
    lines += [
        "int8 or uint8; or float32, where each input goes to QUANTIZE operators to int8 alone, and "
        f"each output comes from a {CHAIN}. Operators that only move values (RESHAPE, EXPAND_DIMS, "
        "SQUEEZE, TRANSPOSE, STRIDED_SLICE) may lie between. What is float32 stays outside of the "
        f"device. *For others: {WHOLLY}.*"
    ]
    lines += ["", "## Every operator", ""]
    lines += [_line(constraint) for constraint in (complete, *EVERYWHERE)]
    for code in sorted(CONSTRAINTS, key=OPERATOR_NAMES.__getitem__):
        lines += ["", f"## {OPERATOR_NAMES[code]}", ""]
        lines += [_line(constraint) for constraint in CONSTRAINTS[code]]
    names = ", ".join(sorted(OPERATOR_NAMES[code] for code in FOLDED))
    lines += ["", "## Folded at conversion", ""]
    lines += [
        f"{names}, on integers that do not depend on the input, and every operator above on "
        "constants. EXPAND_DIMS and SQUEEZE of activations, and PACK and UNPACK of one, become a "
        "RESHAPE; chains of RESHAPE become one, or none where the shape stays. Operators whose "
        "results nobody uses leave.",
        "",
    ]
    return "\n".join(lines)


def _line(constraint) -> str:
    return f"* {sentence(constraint)} *{remedy(constraint)}.*"


def main() -> int:
    stale = not PAGE.exists() or PAGE.read_text() != page()
    if "--check" in sys.argv:
        if stale:
            print(f"docs/{PAGE.name} is out of date: run `make format`")
        return int(stale)
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
