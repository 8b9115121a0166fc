"""What the command line says of inputs and outputs, whatever they are called."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_commands import EXIT_BAD_INPUT, seedlite

from builders import dense_model
from seedlite.tflite import pack

HOSTILE = "[red]*/\n\x1b[31m\u202e[/] ü\\"
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202e]")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    model = dense_model(40, 60)
    model.tensors = [
        replace(tensor, name=f"{HOSTILE}{i}") for i, tensor in enumerate(model.tensors)
    ]
    path = tmp_path / "hostile.tflite"
    path.write_bytes(pack(model))
    return path


def test_inspect_json_has_name_shape_type_and_scale_of_every_port(hostile: Path, tmp_path: Path):
    small = tmp_path / "small.tflite"
    assert seedlite("convert", hostile, "-o", small).returncode == 0
    report = json.loads(seedlite("inspect", small, "--json").stdout)
    common = {"type": "int8"}
    assert report["inputs"] == [
        {"name": f"{HOSTILE}0", "shape": [1, 60], "scale": pytest.approx(0.05), "zero_point": 3}
        | common
    ]
    assert report["outputs"] == [
        {"name": f"{HOSTILE}3", "shape": [1, 40], "scale": 0.5, "zero_point": -2} | common
    ]


def test_inspect_shows_any_name_without_its_control_characters(hostile: Path):
    shown = seedlite("inspect", hostile, env=os.environ | {"COLUMNS": "200"})
    assert shown.returncode == 0
    assert not CONTROLS.search(shown.stdout)
    assert r"[red]*/\n\x1b[31m\u202e[/] ü\0 " in shown.stdout


def test_error_shows_any_name_without_its_control_characters(tmp_path: Path):
    model = dense_model(40, 60)
    model.tensors = [replace(tensor, name=HOSTILE) for tensor in model.tensors]
    model.tensors[0] = replace(model.tensors[0], quantization=None)
    path = tmp_path / "float.tflite"
    path.write_bytes(pack(model))
    done = seedlite("convert", path, "-o", tmp_path / "o")
    assert done.returncode == EXIT_BAD_INPUT
    assert "[red]" in done.stderr
    assert not CONTROLS.search(done.stderr)
