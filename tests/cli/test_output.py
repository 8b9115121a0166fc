"""What every verb has in common: tables, help, errors, outputs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from seedlite.cli import output
from seedlite.cli.app import VERBS
from seedlite.cli.tables import table
from seedlite.errors import SeedliteError
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE

NUMBERS = ["11,717,434", "1,024", "-0.25", "98.90 %", "3 dB"]


def printed(columns: int, *arguments: object) -> str:
    console = Console(width=columns, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(table(*arguments))
    return capture.get()


@pytest.mark.parametrize("columns", range(28, 121, 4))
def test_table_of_any_width_keeps_numbers_and_their_columns_whole(columns):
    names = ["instructions", "bytes", "change", "accuracy", "noise"]
    rows = [["7 DEPTHWISE_CONV_2D of a long/name/without_a_space", *NUMBERS]] * 2
    text = printed(columns, "", ["layer", *names], rows)
    assert max(map(len, text.splitlines())) <= columns
    for whole in (*names, *NUMBERS):
        assert text.count(whole) >= 1, whole


def test_table_too_wide_drops_bars_before_it_is_stacked():
    rows = [["a layer", "1.00", "#" * 16]]
    for columns, bars, stacked in ((40, True, False), (20, False, False), (12, False, True)):
        text = printed(columns, "", ["layer", "drop", ""], rows)
        assert ("####" in text) == bars
        assert ("\n  drop" in text) == stacked


def test_table_prints_markup_as_it_is():
    text = printed(80, "[bold]title", ["what"], [["pip install 'seedlite[keras]'"]])
    assert "[bold]title" in text
    assert "'seedlite[keras]'" in text


@pytest.mark.parametrize("verb", VERBS.split())
def test_help_is_plain_with_exit_codes_and_whole_commands(command, verb):
    done = command(verb, "--help", columns=60)
    assert done.status == 0
    assert "<bool>" not in done.stdout
    assert done.stdout.isascii()
    for kind in SeedliteError.__subclasses__():
        assert re.search(rf"^  {kind.exit_code} ", done.stdout, re.MULTILINE)
    examples = re.search(r"Examples?:\n\n((?:    seedlite .*\n\n?)+)", done.stdout)
    assert examples
    for line in examples[1].split("\n\n"):
        assert "\n" not in line.strip("\n")


def test_help_of_all_verbs_has_whole_sentences(command):
    done = command("--help", columns=60)
    assert "..." not in done.stdout.replace("[ARGS]...", "")
    assert set(VERBS.split()) <= set(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "kind", "status", "words"),
    [
        (["inspect", "none.tflite"], "BadInputError", EXIT_BAD_INPUT, "none.tflite"),
        (["convert", "m.tflite", "-o", "o", "--bits", "9"], "UsageError", EXIT_USAGE, "--bits"),
        (["inspect"], "UsageError", EXIT_USAGE, "FILE"),
        (["inspect", "m", "--no-such"], "UsageError", EXIT_USAGE, "--no-such"),
        (["bench", "m", "--wait-states", "99"], "UsageError", EXIT_USAGE, "--wait-states"),
    ],
)
def test_error_with_json_is_an_object_on_stdout_and_words_on_stderr(
    command, tmp_path, monkeypatch, arguments, kind, status, words
):
    monkeypatch.chdir(tmp_path)
    done = command(*arguments, "--json")
    assert done.status == done.json["exit_code"] == status
    assert done.json["kind"] == kind
    assert words in done.json["error"]
    assert words in done.stderr


def test_error_with_json_has_the_code_of_the_runtime(command, model, tmp_path):
    small = tmp_path / "small.tflite"
    command("convert", model, "-o", small)
    damaged = bytearray(small.read_bytes())
    damaged[3 * len(damaged) // 4] ^= 1
    small.write_bytes(damaged)
    assert command("inspect", small, "--json").json["code"].startswith("E_")


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, "-m", "seedlite", *map(str, arguments)]
    return subprocess.run(line, env=os.environ | environment, capture_output=True, check=False)


def test_output_to_stdout_is_the_file_and_words_go_to_stderr(model, tmp_path):
    done = run("convert", model, "-o", "-", "--bits", 4)
    assert run("convert", model, "-o", tmp_path / "m", "--bits", 4).returncode == 0
    assert done.stdout == (tmp_path / "m").read_bytes()
    assert b"bits per weight" in done.stderr


def test_output_to_stdout_and_json_is_usage_error(command, model):
    done = command("expand", model, "-o", "-", "--json")
    assert done.status == EXIT_USAGE
    assert "stdout" in done.json["error"]


@pytest.mark.parametrize("verb", ["convert", "expand"])
def test_output_into_missing_folders_makes_them(command, model, tmp_path, verb):
    path = tmp_path / "new" / "folder" / "m.tflite"
    assert command(verb, model, "-o", path).status == 0
    assert path.is_file()


def test_output_below_a_file_is_usage_error_and_makes_nothing(command, model, tmp_path):
    done = command("convert", model, "-o", model / "below" / "m.tflite")
    assert done.status == EXIT_USAGE
    assert f"{model} is no folder" in done.stderr
    assert [*tmp_path.iterdir()] == [model]


@pytest.mark.parametrize("variable", ["LANG", "LC_ALL"])
def test_locale_c_gets_ascii(variable):
    environment = {"LC_ALL": "", "LANG": "", variable: "C"}
    done = run("boards", **environment)
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert not run("boards", LC_ALL="", LANG="C.UTF-8").stdout.isascii()


def test_completion_offers_verbs_options_and_boards():
    def offered(words: str) -> list[str]:
        count = str(len(words.split(" ")) - 1)
        code = "from seedlite.cli import main; import sys; sys.argv = ['seedlite']; main()"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ
            | {"_SEEDLITE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": count},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split()

    assert offered("seedlite sens") == ["sensitivity"]
    assert "--wait-states" in offered("seedlite bench --wai")
    assert offered("seedlite bench --board mps3") == ["mps3-an547"]


def test_progress_says_from_the_first_second_what_takes_time(tmp_path):
    """TensorFlow's process ends while it loads: the state announced last is the loading."""
    from seedlite.keras import process
    from seedlite.keras.worker import Request

    states = []
    request = Request(tmp_path / "none.keras", np.zeros((1, 1)), "none.keras")
    with pytest.raises(SeedliteError):
        process.convert_apart(request, lambda done, total, state="": states.append((total, state)))
    assert states[0] == (0, "loading TensorFlow")


def test_plot_of_another_kind_is_usage_error(command, model, data, tmp_path):
    done = command("sensitivity", model, "--data", data, "--plot", tmp_path / "p.pdf")
    assert done.status == EXIT_USAGE
    assert ".svg or .png" in done.stderr


def test_doctor_finds_tools_beside_the_running_python(command, monkeypatch, tmp_path):
    tool = Path(sys.executable).with_name("ninja")
    if not tool.exists():
        pytest.skip("ninja is not installed beside this Python")
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = {check["what"]: check for check in command("doctor", "--json").json["checks"]}
    assert checks["ninja"]["found"]


def test_doctor_shows_every_remedy_whole(command, monkeypatch, tmp_path):
    import importlib.metadata

    def none(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", none)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command("doctor", columns=60)
    for remedy in ("'seedlite[keras]'", "'seedlite[study]'", "'seedlite[litert]'"):
        assert f"pip install {remedy}" in done.stdout


def test_progress_without_a_terminal_is_a_line_now_and_then(monkeypatch, capsys):
    seconds = iter([0, 10, 31, 40, 62])
    monkeypatch.setattr(output.time, "monotonic", lambda: next(seconds))
    with output.progress("encoding") as advance:
        for done in range(4):
            advance(done, 4, "layers")
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["encoding layers (25 %, 31 s)", "encoding layers (75 %, 62 s)"]
