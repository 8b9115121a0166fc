"""The fuzzers of this folder: built once, run for a while.

    python -m tests.hostile.fuzz.fuzzers [SECONDS [NAME...]]

runs each (or those named) so long, 60 seconds by default; what they find out stays in build/fuzz,
where the next run starts. Prints how many inputs were tried. Exit status 1: there is a finding."""

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "fuzz"
NATIVE = ("model", "section", "serial")  # in C
READER = "reader"  # in Python
NAMES = (*NATIVE, READER)
CORPUS = {READER: "model"}


def missing(name: str) -> str | None:
    """What the fuzzer lacks on this machine; None if it can run."""
    if name == READER:
        return None if importlib.util.find_spec("atheris") else "atheris is not installed"
    return None if shutil.which("clang") else "clang is not installed"


def fuzz(name: str, limit: str, corpus: Path) -> int:
    """Runs a fuzzer up to libFuzzer's `limit`; new inputs go into `corpus`. Returns the number of
    inputs tried. Raises AssertionError with what it wrote if it found something."""
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = HERE / "corpus" / CORPUS.get(name, name)
    options = [limit, f"-timeout={PATIENCE:g}"]
    options.append(f"-artifact_prefix={corpus.parent}/{name}-")
    done = subprocess.run(
        [*_command(name), *options, corpus, seeds],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    said = re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)
    assert said, f"{name}: {done.stderr[-4000:]}"
    assert done.returncode == 0, f"{name}: {done.stderr[-4000:]}"
    return int(said[1])


def _command(name: str) -> list[str | Path]:
    if name == READER:
        return [sys.executable, HERE / "reader.py"]
    _build()
    return [BUILD / name]


def _build() -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until closed
        for command in (
            ["cmake", f"-S{HERE}", f"-B{BUILD}", "-GNinja", "-DCMAKE_C_COMPILER=clang"],
            ["cmake", "--build", str(BUILD)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr


def main() -> int:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for name in sys.argv[2:] or NAMES:
        if fault := missing(name):
            print(f"{name}: left out: {fault}")
            continue
        try:
            tried = fuzz(name, f"-max_total_time={seconds}", BUILD / "corpus" / name)
        except AssertionError as error:
            print(error)
            return 1
        print(f"{name}: {tried:,} inputs in {seconds} s, no finding", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
