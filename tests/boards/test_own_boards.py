"""Boards of a user's own: a folder outside the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.board import find_board
from seedlite.boards.core import check_core
from seedlite.boards.run import on_board
from seedlite.boards.sources import source_root
from seedlite.errors import BadInputError, DoesNotFitError, UsageError
from seedlite.execution.run import run
from seedlite.interpreters.host import Runtime
from tests.support.places import ROOT

DIGITS = ROOT / "tests/golden/models/digits-seeded2.tflite"
X = np.random.default_rng(7).integers(-128, 128, (2, 8, 8, 1)).astype(np.int8)
BOARDS, FAMILIES = (source_root() / "firmware" / name for name in ("boards", "families"))
needs_tools = pytest.mark.usefixtures("board")


@pytest.fixture
def own(tmp_path) -> Path:
    """A copy of an emulated board of the package."""
    folder = tmp_path / "my board"
    shutil.copytree(BOARDS / "mps2-an386", folder)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def same_as_host(board: Path) -> bool:
    file = DIGITS.read_bytes()
    outputs = run(file, X, on_board(str(board))).outputs.reshape(2, -1)
    return bool(np.array_equal(outputs, Runtime(DIGITS)(X)))


@pytest.mark.qemu
@needs_tools
def test_own_board_with_a_family_of_its_own_runs_and_its_changes_are_seen(own):
    for path in (FAMILIES / "mps").iterdir():
        shutil.copy(path, own)
    replace(own / "board.toml", 'family = "mps"\n', "")
    (own / "inner").mkdir()
    (own / "config.h").rename(own / "inner" / "clock.h")
    (own / "config.h").write_text('#include "inner/clock.h"\n')
    assert same_as_host(own)
    replace(own / "inner" / "clock.h", "CLOCK_HZ 25000000u", "CLOCK_HZ twenty_five")
    with pytest.raises(Exception, match=re.escape(f"{own}/inner/clock.h")) as error:
        same_as_host(own)
    assert "twenty_five" in str(error.value)


@pytest.mark.qemu
@needs_tools
def test_own_board_of_too_little_memory_raises_does_not_fit(own):
    replace(own / "memory.ld", "0x20000000, LENGTH = 4M", "0x20000000, LENGTH = 2K + 0x10")
    with pytest.raises(DoesNotFitError, match=r"my board: RAM \(2064 bytes\) is too small by"):
        same_as_host(own)


@needs_tools
@pytest.mark.parametrize(
    ("core", "words"),
    [
        ("cortex-m99", "core is 'cortex-m99'.*give one of .*cortex-m4"),
        ("cortex-a9", "the firmware is for Cortex-M cores"),
        ("arm7tdmi", "the firmware is for Cortex-M cores"),
    ],
)
def test_core_that_firmware_cannot_be_compiled_for_is_refused(own, core, words):
    replace(own / "board.toml", "cortex-m4", core)
    with pytest.raises(BadInputError, match=words):
        check_core(find_board(own))


def test_own_board_is_found_however_its_path_is_written(own, monkeypatch):
    monkeypatch.chdir(own.parent)
    for name in ("my board", "./my board/", str(own), str(own) + "/"):
        assert find_board(name).name == "my board"
    monkeypatch.chdir(own)
    assert find_board(".").name == "my board"
    assert find_board(".").folder == own


def test_packaged_name_is_the_packages_board_whatever_folder_lies_here(tmp_path, monkeypatch):
    (tmp_path / "microbit").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_board("microbit") == find_board(BOARDS / "microbit")
    with pytest.raises(UsageError, match="called like the package's board microbit"):
        find_board("./microbit")


@pytest.mark.parametrize("name", ["./nothing", "no/such/folder", "/", "../"])
def test_folder_that_is_none_or_no_board_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        (UsageError, BadInputError), match=r"there is no folder|board\.toml is missing"
    ):
        find_board(name)


@pytest.mark.parametrize("missing", ["board.toml", "memory.ld", "config.h"])
def test_file_that_is_missing_is_named(own, missing):
    (own / missing).unlink()
    with pytest.raises(BadInputError, match=f"my board/{missing} is missing"):
        find_board(own)


TOML = [
    ('title = "', "title = ", "no TOML: .*line 1"),
    ('core = "cortex-m4"\n', "", r"board\.toml: core is missing; give text in quotes, such as c"),
    ("cortex-m4", "cortex m4", "core is 'cortex m4'"),
    ("cortex-m4", "", "core is ''"),
    ('"mps"', "7", "family is 7; give text in quotes"),
    ('"mps"', '"avr"', "family is 'avr'; give one of mps, nrf5, rp2040"),
    ('family = "mps"\n', "", r"family is missing; give one of mps, .*or put a board\.c"),
    ('family = "mps"', 'famly = "mps"', "famly is unknown; the keys are title, core"),
    (
        'family = "mps"',
        'family = "mps"\nfloat_abi = "hard"',
        "float_abi is 'hard'; .*soft or softfp",
    ),
    ("[qemu]", "[qemu", "no TOML: .*line"),
    ("[qemu]", "[flash]", r"\[flash\] machine is unknown; the keys are pyocd, openocd"),
    ('machine = "mps2-an386"', "", r"\[qemu\] machine is missing"),
    ("icount_shift = 6", "icount_shift = 11", r"\[qemu\] icount_shift is 11; .* from 0 to 10"),
    ("icount_shift = 6", "icount_shift = true", r"icount_shift is True; give a whole number"),
    ("[qemu]", "[flash]\nusb = '12:34'\n[qemu]", r"\[flash\] usb is '12:34'; .*0483:374b"),
    ("[qemu]", "[flash]\nuf2_family = -1\n[qemu]", r"\[flash\] uf2_family is -1"),
    ("[qemu]\n", "qemu = 5\n[flash]\n", "qemu is 5; give a table"),
]


@pytest.mark.parametrize(("old", "new", "words"), TOML)
def test_board_toml_that_is_wrong_says_which_key_and_what_to_give(own, old, new, words):
    replace(own / "board.toml", old, new)
    with pytest.raises(BadInputError, match=words):
        find_board(own)


def test_board_toml_of_another_encoding_is_refused(own):
    (own / "board.toml").write_bytes('title = "Größe"'.encode("latin-1"))
    with pytest.raises(BadInputError, match=r"board\.toml is no TOML"):
        find_board(own)


def test_own_board_with_two_families_is_refused(own):
    (own / "board.c").write_text("")
    with pytest.raises(BadInputError, match=r"family is 'mps', and board\.c lies beside it"):
        find_board(own)


MEMORY = [
    ("LENGTH = 4M", "LENGTH = much", r"memory\.ld:4: 'much' is no number"),
    ("LENGTH = 4M", "LENGTH = 0", r"memory\.ld:4: FLASH has 0 bytes"),
    ("LENGTH = 4M", "LENGTH = 08", r"memory\.ld:4: '08' is no octal number"),
    ("LENGTH = 4M", "LENGTH 4M", r"memory\.ld:4: .* is no region; write it as"),
    ("ORIGIN = 0x20000000", "ORIGIN = 0xFFFFFFF0", r"memory\.ld:5: RAM has .*32-bit"),
    ("ORIGIN = 0x20000000", "ORIGIN = 0x1000", "FLASH and RAM overlap"),
    ("RAM (", "SRAM (", "MEMORY has no region RAM; write it as: RAM"),
    ("MEMORY", "MEM", "MEMORY has no region FLASH"),
    ("INCLUDE sections.ld", "", "'INCLUDE sections.ld' is missing"),
]


@pytest.mark.parametrize(("old", "new", "words"), MEMORY)
def test_memory_that_is_wrong_says_which_line_and_what_to_give(own, old, new, words):
    replace(own / "memory.ld", old, new)
    with pytest.raises(BadInputError, match=words):
        find_board(own)


def test_memory_is_read_as_the_linker_reads_it(own):
    (own / "memory.ld").write_text(
        "/* two\n lines: FLASH : ORIGIN = 1, LENGTH = 1 */\nMEMORY {\n FLASH : org = 1K + 0x10,"
        " len = 1M - 256 /* less */\n\n RAM(xrw):o=0x20000000,l=010K\n CCM (rw) : ORIGIN = "
        '0x10000000, LENGTH = 65536\n}\nINCLUDE "sections.ld"\n'
    )
    regions = find_board(own).regions
    assert {name: (r.origin, r.length) for name, r in regions.items()} == {
        "FLASH": (1040, 1048320),
        "RAM": (0x20000000, 8192),
        "CCM": (0x10000000, 65536),
    }


@pytest.mark.parametrize("verb", ["run", "bench", "evaluate", "test"])
def test_board_without_emulator_speaks_of_port_before_anything_is_built(verb, tmp_path):
    np.save(tmp_path / "x.npy", X)
    np.savez(tmp_path / "d.npz", x=np.zeros((2, 8, 8, 1)), y=np.zeros(2, int))
    options = {
        "run": [DIGITS, "--board", "rpi-pico", "--input", tmp_path / "x.npy", "-o", tmp_path / "y"],
        "bench": [DIGITS, "--board", "rpi-pico"],
        "evaluate": [DIGITS, "--on", "rpi-pico", "--data", tmp_path / "d.npz"],
        "test": ["--boards", "rpi-pico"],
    }[verb]
    command = [sys.executable, "-m", "seedlite", verb, *map(str, options)]
    environment = os.environ | {"PATH": "/nonexistent"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "rpi-pico has no emulator" in done.stderr
    assert "--port DEVICE" in done.stderr
