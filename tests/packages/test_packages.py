"""What all packages have in common."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from seedlite.boards.codegen.runtime import runtime_files
from tests.support.packages import make_packages
from tests.support.places import ROOT


def digests(paths: list[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_packages_made_again_later_have_the_same_bytes(archives, tmp_path):
    time.sleep(2)  # the resolution of times in zip files
    assert digests(make_packages(tmp_path)) == digests(list(archives.values()))


def test_packages_all_hold_the_same_runtime_and_the_licence(packages):
    trees = {
        name: {
            str(path.relative_to(folder)): path.read_text()
            for path in [folder / "LICENSE", *folder.glob("src/**/*.[ch]")]
        }
        for name, folder in packages.items()
    }
    for tree in trees.values():
        assert tree == trees["seedlite-runtime"]


def test_runtime_of_a_package_is_whole_and_laid_out_as_in_exports(packages):
    folder = packages["seedlite-runtime"] / "src"
    exported = runtime_files({"net.c": '#include "seedlite.h"\nsl_invoke(p);\n'}, front_end=True)
    assert {path: (folder / path).read_text() for path in exported} == exported
    sources = {path.name for path in (ROOT / "runtime_c/src").rglob("*.[ch]")}
    assert {path.name for path in folder.rglob("sl_*.[ch]")} == sources


def test_unknown_package_is_refused_with_the_names_and_nothing_written(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tools.packages", "c", "cobol", "-o", tmp_path / "dist"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no package cobol; choose of c" in done.stderr
    assert not (tmp_path / "dist").exists()
