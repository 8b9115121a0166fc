"""Measures which lines and branches of the C runtime the tests on this machine reach; writes the
table in docs/security.md:  python -m tools.coverage

Builds the runtime with gcov's counters, in the library that Python loads and in the hostile
drivers. Exit status 1: less than 95 % of the lines or 85 % of the branches.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.pages import head, renew

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "coverage"
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- table: tools/coverage.py -->\n", "<!-- end of the coverage -->\n"
TESTS = ("tests/parity/kernels", "tests/parity/streaming", "tests/golden", "tests/hostile")
FOLDERS = {
    "format, load, prepare, run": r"runtime_c/src/(format|load|prepare|run)/.*",
    "frontend, target, weights": r"runtime_c/src/(frontend|target|weights)/.*",
    "ops, preparation": r"runtime_c/src/ops/.*sl_prepare_.*",
    "ops, kernels": r"runtime_c/src/ops/.*/(?!sl_prepare_).*",
}
LEAST = {"line": 95.0, "branch": 85.0}  # percent


def build_library() -> None:
    shutil.rmtree(BUILD, ignore_errors=True)
    configure = ["cmake", f"-S{ROOT}", f"-B{BUILD / 'library'}", "-GNinja"]
    flags = ["-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=-O1 -g --coverage"]
    subprocess.run([*configure, *flags], check=True, stdout=subprocess.DEVNULL)
    build = ["cmake", "--build", BUILD / "library", "--target", "seedlite_runtime_shared"]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (BUILD / "_native").mkdir()
    name = "libseedlite_runtime.so"
    (BUILD / "_native" / name).symlink_to(BUILD / "library" / name)


def run_tests() -> None:
    """Runs the tests in one process, so that all load the instrumented library."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": paths, "CFLAGS": "--coverage"}
    command = [sys.executable, "-m", "pytest", "-p", "tools.coverage_plugin", "-m", "not qemu"]
    subprocess.run([*command, *TESTS], check=True, cwd=ROOT, env=environment)


def summary(pattern: str) -> dict[str, float]:
    """Returns gcovr's figures of the matching sources."""
    command = ["gcovr", "--root", ROOT, BUILD, "--json-summary", "--filter", f"{ROOT}/{pattern}"]
    # C99 has no exceptions; gcov counts below 0 now and then
    options = ["--exclude-throw-branches", "--gcov-ignore-parse-errors=negative_hits.warn"]
    done = subprocess.run(
        [sys.executable, "-m", *command, *options],
        check=True,
        capture_output=True,
    )
    return json.loads(done.stdout)


def row(name: str, figures: dict[str, float]) -> str:
    cells = [
        f"{figures[f'{kind}_percent']:.1f} % of {figures[f'{kind}_total']:,}" for kind in LEAST
    ]
    return f"| {name} | {' | '.join(cells)} |\n"


def main() -> int:
    build_library()
    run_tests()
    total = summary("runtime_c/src/.*")
    rows = [row(f"`{name}`", summary(pattern)) for name, pattern in FOLDERS.items()]
    rows = [head(["", "lines", "branches"]), *rows, row("**all**", total)]
    renew(PAGE, BEGIN, END, "".join(rows))
    for kind, least in LEAST.items():
        print(f"{kind}: {total[f'{kind}_percent']:.1f} %, at least {least:.0f} % wanted")
    return int(any(total[f"{kind}_percent"] < least for kind, least in LEAST.items()))


if __name__ == "__main__":
    sys.exit(main())
