"""The folder of compiled firmware: where it is, and what happens where it cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.boards.toolchain.build import build_firmware
from seedlite.boards.toolchain.cache import cache_fault, cache_folder, usable_cache
from seedlite.errors import BadInputError
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model
from tests.support.disks import fill, mounted

PROGRAM = "from seedlite.boards.toolchain.cache import usable_cache; print(usable_cache())"


def cache_of(**environment: str) -> subprocess.CompletedProcess[str]:
    """What a process with nothing else in its environment takes."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )


def test_cache_follows_the_variable_then_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache_folder() == Path("/elsewhere/seedlite/firmware")
    for value in ("", "relative/path"):  # by its definition, no place
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache_folder() == tmp_path / ".cache/seedlite/firmware"


def test_cache_that_can_be_written_is_taken_without_a_word(tmp_path):
    done = cache_of(XDG_CACHE_HOME=str(tmp_path / "new"))
    assert done.stdout == f"{tmp_path}/new/seedlite/firmware\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("variable", "place", "words"),
    [
        ("XDG_CACHE_HOME", "file", "file/seedlite/firmware cannot be written (Not a directory)"),
        ("HOME", "home", "home/.cache/seedlite/firmware cannot be written (Not a directory)"),
        ("HOME", "absent", "there is no home folder"),
    ],
)
def test_cache_that_cannot_be_made_is_a_temporary_folder_and_said_so(
    variable, place, words, tmp_path
):
    (tmp_path / "file").write_text("")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".cache").write_text("")
    (tmp_path / "tmp").mkdir()
    done = cache_of(**{variable: str(tmp_path / place), "TMPDIR": str(tmp_path / "tmp")})
    assert done.stdout.startswith(f"{tmp_path}/tmp/seedlite-")
    assert words in done.stderr
    assert not (tmp_path / "absent").exists()
    assert "set XDG_CACHE_HOME" in done.stderr
    assert list((tmp_path / "tmp").iterdir()) == []  # it went with the process


def test_cache_on_a_read_only_disk_is_a_temporary_folder_and_said_so(tmp_path):
    with mounted(tmp_path / "disk", "ro") as disk:
        done = cache_of(HOME=str(disk), TMPDIR=str(tmp_path))
    assert done.stdout.startswith(f"{tmp_path}/seedlite-")
    assert "Read-only file system" in done.stderr


def test_cache_without_a_home_is_said(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where nobody knows the user
    assert cache_fault(cache_folder()) == "there is no home folder"


def test_cache_nowhere_raises_bad_input(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    with pytest.raises(BadInputError, match=r"cannot be written.*set XDG_CACHE_HOME.*nor is there"):
        usable_cache()


@pytest.mark.qemu
@pytest.mark.parametrize("free", [8192, 131072])
def test_build_with_a_full_cache_says_where_it_is_and_what_moves_it(
    board, monkeypatch, tmp_path, free
):
    program = read_program(deployable(pack(dense_model(4, 4))))
    with mounted(tmp_path / "disk", "size=1m") as disk:
        monkeypatch.setenv("XDG_CACHE_HOME", str(disk))
        fill(disk, free)
        with pytest.raises(BadInputError, match=rf"(?s)cache.*{disk}.*set XDG_CACHE_HOME"):
            build_firmware(program, board, tmp_path / "out")
