"""`convert` with limits and recipes, as a user meets it."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE, seedlite

EXIT_DOES_NOT_FIT, EXIT_ACCURACY = 4, 7


@pytest.fixture
def labelled(model: Path) -> Path:
    """Labelled by the model itself, which is therefore always right."""
    from seedlite.data.checks import quantize_inputs
    from seedlite.execution.run import run
    from seedlite.model.parse import parse

    x = np.random.default_rng(0).normal(size=(200, 60)).astype(np.float32)
    file = model.read_bytes()
    y = run(file, quantize_inputs(parse(file), x)).outputs.argmax(axis=1)
    np.savez(model.with_name("y.npz"), x=x, y=y)
    return model.with_name("y.npz")


def test_convert_max_drop_and_its_recipe_give_the_same_file(model, labelled, tmp_path):
    out, again, report = (tmp_path / name for name in ("o.tflite", "again.tflite", "report.json"))
    limits = ["--max-drop", 10, "--eval", labelled, "--budget", 2500]
    done = seedlite("convert", model, "-o", out, "--calibration", labelled, *limits, "--json")
    assert done.returncode == 0, done.stderr
    report.write_text(done.stdout)
    told = json.loads(done.stdout)
    assert told["file_bytes"] == out.stat().st_size <= 2500
    assert told["original_accuracy"] == 1.0
    assert told["drop"] <= 10
    known = ["--calibration", labelled, "--recipe", report]
    assert seedlite("convert", model, "-o", again, *known).returncode == 0
    assert again.read_bytes() == out.read_bytes()
    shown = seedlite("evaluate", out, "--data", labelled, "--json")
    assert json.loads(shown.stdout)["accuracy"] == told["accuracy"]


def test_convert_max_drop_table_says_what_was_lost(model, labelled, tmp_path):
    out = tmp_path / "o"
    done = seedlite("convert", model, "-o", out, "--max-drop", 50, "--eval", labelled)
    assert done.returncode == 0
    assert "before 100.00 %" in done.stdout
    assert "points lost" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--budget", 200], EXIT_DOES_NOT_FIT, "the smallest file has"),
        (["--max-drop", 0, "--method", "batch"], EXIT_ACCURACY, "--method seeded"),
        (["--max-drop", 0, "--budget", 1400], EXIT_ACCURACY, "--calibration"),
        (["--max-drop", 0, "--budget", 200], EXIT_DOES_NOT_FIT, "the smallest file has"),
    ],
)
def test_convert_limit_that_cannot_be_kept_writes_nothing(
    model, labelled, tmp_path, options, code, words
):
    if "--max-drop" in options:
        options = [*options, "--eval", labelled]
    done = seedlite("convert", model, "-o", tmp_path / "o", *options, "--json")
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["exit_code"] == code
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--max-drop", 1], "--eval"),
        (["--max-drop", -1], "0 to 100"),
        (["--max-drop", 101, "--eval", "Y"], "0 to 100"),
        (["--max-drop", "nan"], "0 to 100"),
        (["--budget", 0], "at least one byte"),
        (["--budget", 900, "--bits", 2], "leave --bits"),
        (["--budget", 900, "--method", "batch", "--batch-size", 5], "--batch-size out"),
        (["--budget", 900, "--method", "layer"], "nothing to choose"),
        (["--budget", 900, "--method", "unitary"], "nothing to choose"),
    ],
)
def test_convert_limits_that_make_no_sense_say_what_to_give(
    model, labelled, tmp_path, options, words
):
    options = [labelled if option == "Y" else option for option in options]
    done = seedlite("convert", model, "-o", tmp_path / "o", *options)
    assert done.returncode == EXIT_USAGE
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o").exists()


def test_convert_recipe_for_another_model_names_its_layers(model, tmp_path):
    recipe = tmp_path / "r.json"
    recipe.write_text('{"method": "batch", "layers": {"0 CONV_2D": {"batch_size": 5}}}')
    done = seedlite("convert", model, "-o", tmp_path / "o", "--recipe", recipe)
    assert done.returncode == EXIT_BAD_INPUT
    assert "r.json" in done.stderr
    assert "'0 FULLY_CONNECTED'" in done.stderr
    assert not (tmp_path / "o").exists()
