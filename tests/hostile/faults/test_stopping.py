"""Ctrl-C and kill while output is written, and two conversions into one place."""

import json
import signal
import subprocess

import numpy as np
import pytest

from seedlite.boards.toolchain.tools import COMPILER, find_libc, find_tool
from seedlite.errors import ToolMissingError
from tests.support.command_line import seedlite
from tests.support.interrupting import start
from tests.support.waiting import finish, wait_until

CANCELLED = 130


def stop(process: subprocess.Popen[str], number: signal.Signals) -> str:
    process.send_signal(number)
    _, errors = finish(process)
    assert process.returncode == (CANCELLED if number == signal.SIGINT else -number)
    return errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_convert_stopped_while_writing_leaves_no_output(number, model, halted, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    errors = stop(halted(1, "convert", model, "-o", folder / "small"), number)
    assert not (folder / "small").exists()
    if number == signal.SIGINT:
        assert errors == "interrupted\n"
        assert list(folder.iterdir()) == []
    again = seedlite("convert", model, "-o", folder / "small")
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_convert_stopped_while_overwriting_keeps_the_old_output(number, model, halted, tmp_path):
    out = tmp_path / "out"
    out.write_bytes(b"before")
    stop(halted(1, "convert", model, "-o", out, "--force"), number)
    assert out.read_bytes() == b"before"


@pytest.mark.qemu
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_build_stopped_at_its_third_file_leaves_none(number, model, halted, tmp_path):
    try:
        find_libc()
        find_tool(COMPILER)
    except ToolMissingError as error:
        pytest.skip(str(error))
    out = tmp_path / "out"
    stop(halted(3, "build", model, "--board", "mps2-an386", "-o", out), number)
    assert [path for path in out.iterdir() if not path.name.startswith(".")] == []
    if number == signal.SIGINT:
        assert list(out.iterdir()) == []
    again = seedlite("build", model, "--board", "mps2-an386", "-o", out)
    assert again.returncode == 0, again.stderr


def test_sweep_killed_goes_on_with_resume(model, tmp_path):
    rows, data = tmp_path / "rows.jsonl", tmp_path / "data.npz"
    rng = np.random.default_rng(0)
    np.savez(data, x=rng.normal(size=(5, 60)).astype(np.float32), y=np.zeros(5, int))
    options = ["--data", data, "--methods", "batch", "--batch-sizes", "5", "--jobs", 1]
    process = start("sweep", model, "-o", rows, *options, "--seeds", 5000)
    wait_until(
        lambda: (
            process.poll() is not None or (rows.exists() and rows.read_bytes().count(b"\n") >= 3)
        ),
        "three rows",
    )
    process.kill()
    finish(process)
    kept = rows.read_bytes().count(b"\n") - 1
    done = seedlite("sweep", model, "--resume", rows, *options, "--seeds", kept + 5, "--json")
    assert done.returncode == 0, done.stderr
    seeds = [row["seed"] for row in json.loads(done.stdout)["rows"]]
    assert sorted(seeds) == list(range(kept + 5))


def test_two_conversions_at_once_leave_one_whole_output(model, halted, tmp_path):
    """Both have checked that the output does not exist, and both have written when one goes on."""
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "small"
    files = []
    for bits in (1, 4):
        alone = tmp_path / f"{bits}"
        assert seedlite("convert", model, "-o", alone, "--bits", bits).returncode == 0
        files.append(alone.read_bytes())
    pair = [halted(1, "convert", model, "-o", out, "--bits", bits) for bits in (1, 4)]
    for process, file in zip(pair, files, strict=True):
        finish(process, "\n")
        assert process.returncode == 0
        assert out.read_bytes() == file
    assert list(folder.iterdir()) == [out]
