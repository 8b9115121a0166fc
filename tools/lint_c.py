"""Runs clang-tidy (checks in .clang-tidy) and cppcheck on all C except tests: host code, and
firmware as for a Cortex-M.  python -m tools.lint_c"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = (
    *("runtime_c/src/**/*.c", "runtime_c/host/*.c"),
    *("converter/encoder_c/*.c", "converter/litert_c/*.c", "firmware/slots/*.c"),
)
FIRMWARE = (
    *("firmware/common/*.c", "firmware/app/**/*.c", "firmware/families/**/*.c"),
    "examples/*/*.c",
)
INCLUDES = (
    "runtime_c/include",
    "runtime_c/src",
    "firmware/common",
    "firmware/app",
    "firmware/app/semihosting",
)
GENERATED_HEADER = {
    *("firmware/app/serial/main.c", "firmware/app/generated/program.c"),
    "examples/wake_word/wake_word.c",
}
CPPCHECK = (
    "cppcheck",
    "--inline-suppr",
    *("--std=c99", "--enable=warning,performance,portability", "--error-exitcode=1", "--quiet"),
    # the runtime relies on shifts of negative numbers that round down
    *("--suppress=shiftTooManyBitsSigned", "--suppress=shiftNegativeLHS"),
    # the linker's symbols
    "--suppress=comparePointers:firmware/*",
    # one block of memory for several arrays
    "--suppress=invalidPointerCast:converter/encoder_c/*",
    "--suppress=invalidPointerCast:converter/litert_c/*",
    # not every combination of sl_target.h's conditions matters
    "--suppress=toomanyconfigs",
    # false positives on `a() && b()`; clang's analyzer checks this
    "--suppress=ctuuninitvar",
)


def files(patterns: tuple[str, ...]) -> list[str]:
    found = sorted(str(p.relative_to(ROOT)) for pattern in patterns for p in ROOT.glob(pattern))
    return [name for name in found if name not in GENERATED_HEADER]


def system_includes(compiler: str) -> list[str]:
    """Returns the compiler's system include folders; clang-tidy's wheel has none."""
    command = [compiler, "-E", "-Wp,-v", "-xc", os.devnull]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return [f"-isystem{line.strip()}" for line in said.splitlines() if line.startswith(" /")]


def config_of(name: str) -> list[str]:
    """Returns the include path of a board.c's config.h, from any board of its family."""
    if not name.startswith("firmware/families/"):
        return []
    family = Path(name).parent.name
    boards = sorted((ROOT / "firmware" / "boards").glob("*/board.toml"))
    board = next(b for b in boards if f'family = "{family}"' in b.read_text())
    return [f"-I{board.parent}"]


def tidy(name: str, flags: list[str]) -> str:
    """Returns clang-tidy's findings on a file; empty if none."""
    program = shutil.which("clang-tidy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert program, "clang-tidy is missing: make setup"
    command = [program, "--quiet", name, "--", "-std=c99", *flags, *config_of(name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode else ""


def main() -> int:
    includes = [f"-I{folder}" for folder in reversed(INCLUDES)]
    host = [*system_includes("cc"), *includes]
    arm = ["--target=thumbv7m-none-eabi", *system_includes("arm-none-eabi-gcc"), *includes]
    jobs = [(name, host) for name in files(HOST)] + [(name, arm) for name in files(FIRMWARE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [text for text in pool.map(lambda job: tidy(*job), jobs) if text]
    print("".join(findings), end="")
    names = [name for name, _ in jobs]
    checked = subprocess.run([*CPPCHECK, *includes, *names], cwd=ROOT, check=False)
    return 1 if findings or checked.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
