"""Follows CONTRIBUTING.md, "Add an operator", in a copy of the checkout: takes PRELU out, as if
nobody had written it, and puts its five files back. Runs the tests that find the operator, among
them the comparison with TFLM. Fails if more files change than those and what is generated.

Usage: python -m tools.try_recipe
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPERATOR = "prelu"
TABLE = "converter/seedlite/format/operators.toml"
ENTRY = re.compile(rf"^\[runtime\.{OPERATOR.upper()}\]\n(?:.+\n)+\n?", re.MULTILINE)
OPS = f"runtime_c/src/ops/{OPERATOR}"
FILES = (
    f"{OPS}/sl_{OPERATOR}.h",
    f"{OPS}/sl_prepare_{OPERATOR}.c",
    f"{OPS}/sl_{OPERATOR}.c",
    f"tests/support/operators/{OPERATOR}.py",
)
MADE = (  # for the operator alone
    f"converter/seedlite/boards/self_test_cases/{OPERATOR}.npz",
    f"tests/hostile/fuzz/corpus/model/{OPERATOR}",
)
GENERATED = {
    *MADE,
    "converter/seedlite/format/constants.py",
    "docs/operators.md",
    "runtime_c/include/seedlite_format.h",
    "runtime_c/src/format/sl_operators.h",
}
GENERATORS = (
    "tools.generate_constants",
    "tools.write_operators",
    "tools.write_selftest",
    "tools.write_fuzz_corpus",
)
PARITY = "tests/parity/kernels/test_operators.py"
TESTS = (
    f"{PARITY}::test_example_of_operator_equals_tflm[{OPERATOR}]",
    f"{PARITY}::test_operator_drawn_equals_tflm[{OPERATOR}]",
    "tests/boards/codegen/test_program.py",
    "tests/hostile/test_one_thing_wrong.py",
    "tests/unit/prepare/test_constraints.py",
)
WHOLE = ("tests/unit/model/test_schema.py",)


def run(command: list[str], folder: Path) -> str:
    """Returns the command's output; the copy's package comes before the installed one."""
    installed = [path for path in sys.path if Path(path).name == "site-packages"]
    path = os.pathsep.join([str(folder / "converter"), *installed])
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")
    return done.stdout


def python(folder: Path, *arguments: str) -> str:
    return run([sys.executable, "-S", *arguments], folder)  # -S: no editable install


def copy_checkout(folder: Path) -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    run(["git", "init", "-q"], folder)
    run(["git", "add", "--all"], folder)


def changed(folder: Path) -> set[str]:
    """Returns the files that differ from the copied checkout or are new."""
    lists = (["diff", "--name-only"], ["ls-files", "--others", "--exclude-standard"])
    return {name for arguments in lists for name in run(["git", *arguments], folder).split()}


def build(folder: Path) -> None:
    run(["cmake", "-S", ".", "-B", "build/native", "-G", "Ninja"], folder)
    run(["cmake", "--build", "build/native"], folder)
    native = folder / "converter/seedlite/_native"
    native.mkdir(exist_ok=True)
    for library in (folder / "build/native").glob("libseedlite_*.so"):
        shutil.copy(library, native)


def remove_operator(folder: Path) -> tuple[str, dict[str, bytes]]:
    """Returns the operator's entry and the contents of its files, which it takes out."""
    table = (folder / TABLE).read_text()
    entries = ENTRY.findall(table)
    if len(entries) != 1:
        sys.exit(f"{TABLE}: {len(entries)} entries of {OPERATOR.upper()}")
    (folder / TABLE).write_text(table.replace(entries[0], ""))
    contents = {name: (folder / name).read_bytes() for name in FILES}
    for name in (*FILES, *MADE):
        (folder / name).unlink()
    return entries[0], contents


def add_operator(folder: Path, entry: str, contents: dict[str, bytes]) -> None:
    with (folder / TABLE).open("a") as table:
        table.write("\n" + entry)
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def generate(folder: Path) -> None:
    python(folder, "-m", GENERATORS[0])
    build(folder)
    for generator in GENERATORS[1:]:
        python(folder, "-m", generator)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        copy_checkout(folder)
        entry, contents = remove_operator(folder)
        generate(folder)
        run(["git", "add", "--all"], folder)
        add_operator(folder, entry, contents)
        generate(folder)
        quiet = ("-p", "no:cacheprovider")
        print(python(folder, "-m", "pytest", *TESTS, "-k", OPERATOR, *quiet), end="")
        print(python(folder, "-m", "pytest", *WHOLE, *quiet), end="")
        files = changed(folder)
    written = {TABLE, *FILES}
    for title, names in (("written", written), ("generated", GENERATED)):
        print(f"{title}:", *sorted(names), sep="\n  ")
    if files != written | GENERATED:
        sys.exit(f"other files changed: {sorted(files ^ (written | GENERATED))}")


if __name__ == "__main__":
    main()
