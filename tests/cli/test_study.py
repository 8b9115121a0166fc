"""The verbs of the study, as a user meets them."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models import handwriting
from models.command import stored_path
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_TOOL, EXIT_USAGE, seedlite
from tests.support.interrupting import start
from tests.support.waiting import finish, wait_until

CANCELLED = 130


def test_augment_json_has_a_row_for_each_layer_and_strength(model, data):
    options = ["--kind", "bitflip", "--strengths", "0.1,1", "--seeds", 2, "--json"]
    done = seedlite("augment", model, "--data", data, *options)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [row["strength"] for row in report["layers"]] == [0.1, 1]
    assert {"name", "accuracy", "drop", "drop_deviation"} <= set(report["layers"][0])


def test_augment_table_names_layer_and_drop(model, data):
    done = seedlite("augment", model, "--data", data, "--kind", "multiply", "--limit", 50)
    assert done.returncode == 0, done.stderr
    assert "of 50 samples" in done.stdout.replace("\n", " ")
    assert "0 FULLY_CONNECTED" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--kind", "shake"], EXIT_USAGE, "add, multiply, bitflip"),
        (["--kind", "add", "--strengths", "a,b"], EXIT_USAGE, "commas between"),
        (["--kind", "add", "--strengths", ","], EXIT_USAGE, "is empty"),
        (["--kind", "bitflip", "--strengths", "2"], EXIT_USAGE, "0 to 1"),
        (["--kind", "add", "--stored", "float32"], EXIT_USAGE, "--kind bitflip"),
        (["--kind", "bitflip", "--one-number"], EXIT_USAGE, "--kind add"),
        (["--kind", "add", "--seeds", 0], EXIT_USAGE, "at least one"),
        (["--kind", "add", "--limit", 0], EXIT_USAGE, "at least one"),
        (["--kind", "add", "--layers", "none"], EXIT_USAGE, "0 FULLY_CONNECTED"),
        (["--kind", "add", "--data", "none.npz"], EXIT_BAD_INPUT, "no such file"),
    ],
)
def test_augment_options_that_make_no_sense_say_what_to_give(model, data, options, code, words):
    given = [] if "--data" in options else ["--data", data]
    done = seedlite("augment", model, *given, *options)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_sensitivity_writes_its_plot(model, data, tmp_path):
    for name, begin in (("s.svg", b"<?xml"), ("s.png", b"\x89PNG")):
        plot = tmp_path / name
        options = ["--plot", plot, "--seeds", 1, "--json"]
        done = seedlite("sensitivity", model, "--data", data, *options)
        assert done.returncode == 0, done.stderr
        assert plot.read_bytes().startswith(begin)
        (layer,) = json.loads(done.stdout)["layers"]
        assert set(layer["disturbances"]) == {"add", "multiply", "bitflip"}


def test_sensitivity_plot_of_another_kind_is_refused(model, data, tmp_path):
    done = seedlite("sensitivity", model, "--data", data, "--plot", tmp_path / "s.gif")
    assert done.returncode == EXIT_USAGE
    assert ".svg or .png" in done.stderr


def test_sweep_and_report_as_in_the_help(model, data, tmp_path):
    rows, page = tmp_path / "rows.jsonl", tmp_path / "report.html"
    options = ["--methods", "batch,layer", "--batch-sizes", "5,20", "--jobs", 1]
    done = seedlite("sweep", model, "--data", data, "-o", rows, *options, "--max-drop", 100)
    assert done.returncode == 0, done.stderr
    assert "batch, B = 20" in done.stdout
    assert "threshold at 100 points  B = 20" in done.stdout
    again = seedlite("sweep", model, "--data", data, "--resume", rows, *options, "--json")
    report = json.loads(again.stdout)
    assert len(report["rows"]) == 3
    assert report["threshold_batch_size"] in (None, 5, 20)
    made = json.loads(seedlite("report", rows, "-o", page, "--json").stdout)
    assert made["report"] == str(page)
    assert all(Path(path).is_file() for path in made["files"])


def test_sweep_interrupted_keeps_its_rows_and_says_how_to_go_on(model, data, tmp_path):
    rows = tmp_path / "rows.jsonl"
    options = ["--methods", "batch", "--batch-sizes", "5", "--seeds", "5000", "--jobs", "1"]
    process = start("sweep", model, "--data", data, "-o", rows, *options)
    wait_until(
        lambda: (
            process.poll() is not None or (rows.exists() and rows.read_bytes().count(b"\n") >= 3)
        ),
        "three rows",
    )
    process.send_signal(signal.SIGINT)
    _, errors = finish(process)
    assert process.returncode == CANCELLED
    assert f"--resume {rows}" in errors.replace("\n", " ").replace("  ", " ")
    lines = rows.read_text().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_sweep_trained_rows_join_those_before(tmp_path):
    x, y = handwriting.train_data()
    np.savez(tmp_path / "train.npz", x=x, y=y)
    np.savez(tmp_path / "test.npz", x=x[:100], y=y[:100])
    rows = tmp_path / "rows.jsonl"
    options = ["--methods", "layer", "--calibration", tmp_path / "train.npz", "--resume", rows]
    options += ["--jobs", 1, "--json"]
    begin = ["sweep", stored_path("digits"), "--data", tmp_path / "test.npz", *options]
    assert seedlite(*begin).returncode == 0
    done = seedlite(*begin, "--train", tmp_path / "train.npz", "--epochs", 12)
    assert done.returncode == 0, done.stderr
    plain, trained = json.loads(done.stdout)["rows"]
    assert (plain["trained"], trained["trained"], trained["epochs"]) == (False, True, 12)
    assert trained["accuracy"] > plain["accuracy"] + 0.1


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], EXIT_USAGE, "-o FILE"),
        (["-o", "OUT", "--resume", "OUT"], EXIT_USAGE, "-o FILE"),
        (["-o", "OUT", "--methods", "magic"], EXIT_USAGE, "unitary, layer, batch, seeded"),
        (["-o", "OUT", "--batch-sizes", "5,x"], EXIT_USAGE, "--batch-sizes"),
        (["-o", "OUT", "--batch-sizes", "0"], EXIT_USAGE, "at least one weight"),
        (["-o", "OUT", "--bits", "9"], EXIT_USAGE, "0.25 to 8"),
        (["-o", "OUT", "--seeds", "0"], EXIT_USAGE, "--seeds 0"),
        (["-o", "OUT", "--jobs", "0"], EXIT_USAGE, "--jobs 0"),
        (["-o", "OUT", "--epochs", "3"], EXIT_USAGE, "--train"),
        (["-o", "OUT", "--max-drop", "nan"], EXIT_USAGE, "0 to 100"),
        (["-o", "OUT", "--layers", "none"], EXIT_USAGE, "0 FULLY_CONNECTED"),
        (["-o", "OUT", "--train", "none.npz"], EXIT_BAD_INPUT, "no such file"),
    ],
)
def test_sweep_options_that_make_no_sense_say_what_to_give(
    model, data, tmp_path, options, code, words
):
    out = tmp_path / "rows.jsonl"
    done = seedlite("sweep", model, "--data", data, *[out if o == "OUT" else o for o in options])
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("verb", "missing"),
    [
        ("sensitivity", "matplotlib"),
        ("sweep", "joblib"),
        ("sweep", "distributed"),
        ("report", "matplotlib"),
    ],
)
def test_study_without_a_package_says_how_to_get_it(model, data, tmp_path, verb, missing):
    rows = tmp_path / "rows.jsonl"
    options = {
        "sensitivity": [model, "--data", data, "--plot", tmp_path / "s.png"],
        "sweep": [model, "--data", data, "-o", rows, "--methods", "layer"],
        "report": [rows, "-o", tmp_path / "r.html"],
    }[verb]
    if missing == "distributed":
        options += ["--dask", "tcp://127.0.0.1:9"]
    # a module that is None cannot be imported
    program = f"import sys; sys.modules[{missing!r}] = None; from seedlite.cli import main; main()"
    command = [sys.executable, "-c", program, verb, *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == EXIT_TOOL, done.stderr
    assert missing in done.stderr
    assert "pip install 'seedlite[study]'" in done.stderr.replace("\n", " ")
    assert not rows.exists()
