"""Checks the arrows between folders: Python packages import from each other's faces alone (what a
package's __init__ offers), C includes only from folders below its own, and tests and tools import
nothing from each other: what both need is in tests/support. And no Python function is longer than
MOST_LINES, but for the options of a command.

Usage: python -m tools.lint_arrows
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "converter" / "seedlite"
RUNTIME = ROOT / "runtime_c" / "src"
FACELESS = {"format", "cli"}  # files of numbers; nobody imports the command line
MOST_LINES = 60  # of a Python function
# of the runtime, upwards
LAYERS = ("target", "frontend", "weights", "format", "run", "prepare", "ops", "load")
INCLUDE = re.compile(r'^\s*#\s*include "(\.\./[^"]+)"', re.MULTILINE)


def deep_imports(path: Path) -> list[str]:
    """Imports of another package's inner modules, as 'file:line: what to do'."""
    own = path.relative_to(PACKAGE).parts[0]
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: imports {node.module}; import from its face"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and _is_deep(node.module or "", own)
    ]


def _is_deep(module: str, own: str) -> bool:
    parts = module.split(".")
    return parts[0] == "seedlite" and len(parts) > 2 and parts[1] not in {own, *FACELESS}


def long_functions(path: Path) -> list[str]:
    """Functions over MOST_LINES; a command of the command line declares its options."""
    is_verb = path.relative_to(PACKAGE).parts[0] == "cli"
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has over {MOST_LINES} lines; split it"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES
        and not (is_verb and node.name == "command")
    ]


def includes_of_higher_layers(path: Path) -> list[str]:
    own = LAYERS.index(path.relative_to(RUNTIME).parts[0])
    found = [(path.parent / name).resolve() for name in INCLUDE.findall(path.read_text())]
    return [
        f"{path.relative_to(ROOT)}: includes {header.relative_to(RUNTIME)}, of a higher layer"
        for header in found
        if LAYERS.index(header.relative_to(RUNTIME).parts[0]) > own
    ]


def imports_across_tests(path: Path) -> list[str]:
    """Imports of test modules and conftests, by tests of tools, by tools of tests."""
    place = path.relative_to(ROOT)
    foreign = "tools" if place.parts[0] == "tests" else "tests"
    return [
        f"{place}:{node.lineno}: imports {name}; what both need belongs to tests/support"
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _imported(node)
        if _is_test(name) or (name.split(".")[0] == foreign and "tests.support" not in name)
    ]


def _imported(node: ast.AST) -> list[str]:
    """Full names of what an import statement takes, which may be modules."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _is_test(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == "tests" and any(p.startswith("test_") or p == "conftest" for p in parts)


def main() -> int:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        found += deep_imports(path) + long_functions(path)
    for path in sorted(RUNTIME.rglob("*.[ch]")):
        found += includes_of_higher_layers(path)
    for path in sorted(p for folder in ("tests", "tools") for p in (ROOT / folder).rglob("*.py")):
        found += imports_across_tests(path)
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
