"""What is printed, whatever the encoding, the width and the kind of the terminal."""

import codecs
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seedlite.cli
from seedlite.cli.encoding import REPLACE, REPLACEMENTS
from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tests.support.command_line import EXIT_BAD_INPUT

ENVIRONMENTS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "strict": {"PYTHONIOENCODING": "ascii:strict"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "dumb": {"TERM": "dumb", "NO_COLOR": "1"},
    "narrow": {"PYTHONIOENCODING": "ascii", "COLUMNS": "40"},
    "one column": {"PYTHONIOENCODING": "ascii", "COLUMNS": "1"},
    "forced": {"PYTHONIOENCODING": "ascii", "FORCE_COLOR": "1", "COLUMNS": "40"},
}
VERBS = sorted(
    path.stem
    for path in Path(seedlite.cli.__file__).parent.glob("*.py")
    if re.search(r"^HELP = ", path.read_text(encoding="utf-8"), re.MULTILINE)
)


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "seedlite", *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder whose name is markup, emoji and no ASCII, with a model and data."""
    folder = tmp_path / "[bold]:smile: ä±"
    folder.mkdir()
    (folder / "m.tflite").write_bytes(pack(dense_model(40, 60)))
    rng = np.random.default_rng(0)
    np.savez(folder / "d.npz", x=rng.normal(size=(20, 60)), y=rng.integers(0, 40, 20))
    return folder


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_tables_bars_and_warnings_in_any_encoding(name, files):
    model, environment = files / "m.tflite", ENVIRONMENTS[name]
    for arguments in (
        ("convert", model, "-o", files / "out.tflite", "--force"),
        ("sensitivity", model, "--data", files / "d.npz", "--seeds", 2),
        ("boards",),
    ):
        done = run(*arguments, **environment)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"Unicode" not in done.stderr
        if environment.get("PYTHONIOENCODING", "").startswith("ascii") or name == "C":
            (done.stdout + done.stderr).decode("ascii")


def test_bars_and_deviations_are_in_ascii_where_blocks_are_missing(files):
    options = ("--data", files / "d.npz", "--kind", "add", "--seeds", 2)
    done = run("augment", files / "m.tflite", *options, PYTHONIOENCODING="ascii")
    assert b" +- " in done.stdout
    bars = run("sensitivity", files / "m.tflite", *options[:2], PYTHONIOENCODING="ascii")
    assert b"####" in bars.stdout or b"0.00" in bars.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_help_and_usage_errors_in_ascii(verb):
    for options, status in ((["--help"], 0), (["--no-such-option"], 2)):
        done = run(verb, *options, PYTHONIOENCODING="ascii", COLUMNS="40")
        assert done.returncode == status, done.stderr
        assert (done.stdout + done.stderr).decode("ascii")


def test_names_with_brackets_and_colons_are_printed_as_they_are(files):
    done = run("inspect", files / "m.tflite", COLUMNS="300")
    assert "[bold]:smile: ä±/m.tflite" in done.stdout.decode()
    (files / "none.tflite").write_bytes(b"[/red] nothing")
    done = run("inspect", files / "none.tflite")
    assert done.returncode == EXIT_BAD_INPUT
    assert f"{files}/none.tflite is not" in done.stderr.decode()


def test_name_that_is_no_text_is_printed_as_an_escape(tmp_path):
    done = run("inspect", os.fsdecode(bytes(tmp_path) + b"/\xff.tflite"))
    assert done.returncode == EXIT_BAD_INPUT
    assert b"\\udcff.tflite" in done.stderr


def test_streams_that_are_closed_or_full_end_without_a_traceback():
    command = f"{sys.executable} -m seedlite boards"
    for redirection, status in ((">&-", 0), ("2>&-", 0), (">/dev/full", 1), ("| true", 0)):
        shell = ["sh", "-c", f"{command} {redirection}"]
        done = subprocess.run(shell, capture_output=True, text=True, check=False)
        assert done.returncode == status, redirection
        assert "Traceback" not in done.stderr
        assert ("No space left" in done.stderr) == (redirection == ">/dev/full")


def test_every_replacement_is_ascii_and_replaces():
    for replacement, characters in REPLACEMENTS.items():
        assert replacement.isascii()
        for character in characters:
            assert codecs.encode(character, "ascii", REPLACE) == replacement.encode()
    assert codecs.encode("ä\udcff", "ascii", REPLACE) == rb"\xe4\udcff"
