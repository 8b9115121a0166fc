"""Full and read-only disks: a message and nothing written, or all of it."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.library import export, read_network
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError
from seedlite.files import write_together
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE, seedlite
from tests.support.disks import fill

FULL = "No space left on device"


def refused(done: subprocess.CompletedProcess[str], status: int, words: str) -> None:
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_convert_full_disk_says_so_and_leaves_nothing(model, disk):
    fill(disk)
    refused(seedlite("convert", model, "-o", disk / "out"), EXIT_BAD_INPUT, FULL)
    assert [path.name for path in disk.iterdir()] == ["filling"]


def test_convert_full_disk_keeps_the_file_that_was_there(model, disk):
    (disk / "out").write_bytes(b"before")
    fill(disk)
    refused(seedlite("convert", model, "-o", disk / "out", "--force"), EXIT_BAD_INPUT, FULL)
    assert (disk / "out").read_bytes() == b"before"
    assert sorted(path.name for path in disk.iterdir()) == ["filling", "out"]


def test_write_together_room_for_one_of_two_files_writes_none(disk):
    fill(disk, free=8192)
    contents = {disk / "first": bytes(4096), disk / "second": bytes(16384)}
    with pytest.raises(BadInputError, match=f"second: {FULL}"):
        write_together(contents)
    assert [path.name for path in disk.iterdir()] == ["filling"]
    (disk / "filling").unlink()
    write_together(contents)
    assert {path: path.read_bytes() for path in disk.iterdir()} == contents


@pytest.mark.qemu
def test_build_full_disk_says_so_and_leaves_no_file(model, disk):
    fill(disk, free=12288)  # firmware.elf has no room, the smaller files would
    done = seedlite("build", model, "--board", "mps2-an386", "-o", disk / "out")
    if done.returncode == 5:
        pytest.skip(done.stderr)
    refused(done, EXIT_BAD_INPUT, FULL)
    assert [path.name for path in disk.rglob("*") if path.is_file()] == ["filling"]


def test_export_full_disk_says_so_and_leaves_nothing(model, disk):
    fill(disk)
    with pytest.raises(BadInputError, match=FULL):
        export([read_network(convert(model).file, "model")], "c", disk / "out")
    assert [path.name for path in disk.iterdir()] == ["filling"]


def test_sweep_full_disk_says_how_to_go_on_and_goes_on(model, disk, tmp_path):
    rows, data = disk / "rows.jsonl", tmp_path / "data.npz"
    rng = np.random.default_rng(0)
    np.savez(data, x=rng.normal(size=(5, 60)).astype(np.float32), y=np.zeros(5, int))
    fill(disk, free=8192)
    options = ["--data", data, "--methods", "batch", "--batch-sizes", "5", "--seeds", 50]
    options += ["--jobs", 1]
    done = seedlite("sweep", model, "-o", rows, *options)
    refused(done, EXIT_BAD_INPUT, FULL)
    assert f"--resume {rows}" in done.stderr
    (disk / "filling").unlink()
    done = seedlite("sweep", model, "--resume", rows, *options, "--json")
    assert done.returncode == 0, done.stderr
    seeds = [row["seed"] for row in json.loads(done.stdout)["rows"]]
    assert sorted(seeds) == list(range(50))


@pytest.mark.parametrize("verb", ["convert", "build", "export", "sweep"])
def test_read_only_folder_is_said_without_traceback(verb, model, read_only, tmp_path):
    np.savez(tmp_path / "data.npz", x=np.zeros((2, 60), np.float32), y=np.zeros(2, int))
    options: dict[str, list[str | Path]] = {
        "convert": [],
        "build": ["--board", "mps2-an386"],
        "export": ["--format", "c"],
        "sweep": ["--data", tmp_path / "data.npz", "--methods", "layer", "--jobs", "1"],
    }
    done = seedlite(verb, model, "-o", read_only / "out", *options[verb])
    if done.returncode == 5:
        pytest.skip(done.stderr)
    assert done.returncode in (EXIT_USAGE, EXIT_BAD_INPUT), done.stderr
    assert str(read_only) in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr
    assert list(read_only.iterdir()) == []
