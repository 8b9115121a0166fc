"""Checks that packages import from each other's faces alone: what a package's __init__ offers.

Usage: python tools/lint_faces.py
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "converter" / "seedlite"
SUBMODULES = {"format", "cli"}  # format: files of numbers, no face


def deep_imports(path: Path) -> list[str]:
    """Imports of another package's inner modules, as 'file:line: module'."""
    own = path.relative_to(PACKAGE).parts[0]
    tree = ast.parse(path.read_text())
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and _is_deep(node.module or "", own)
    ]


def _is_deep(module: str, own: str) -> bool:
    parts = module.split(".")
    return parts[0] == "seedlite" and len(parts) > 2 and parts[1] not in {own, *SUBMODULES}


def main() -> int:
    found = [line for path in sorted(PACKAGE.rglob("*.py")) for line in deep_imports(path)]
    for line in found:
        print(f"{line}: import it from the package's face, its __init__.py")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
