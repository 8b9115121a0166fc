"""What the command line says of inputs and outputs, whatever they are called."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seedlite.execution.run import run
from seedlite.model.pack import pack
from tests.support.border_graphs import file_of
from tests.support.builders import dense_model
from tests.support.command_line import EXIT_BAD_INPUT, seedlite

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


def test_verbs_take_and_give_the_floats_of_float_ports(tmp_path: Path):
    source, small, stock = (tmp_path / f"{name}.tflite" for name in ("m", "small", "stock"))
    source.write_bytes(file_of("softmax_head"))
    x = np.random.default_rng(0).normal(0, 2, (6, 48)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.savez(tmp_path / "d.npz", x=x, y=np.arange(6) % 5)
    checked = seedlite("check", source)
    assert checked.returncode == 0
    assert "output 0 'p' stays float32: DEQUANTIZE and SOFTMAX outside" in checked.stdout
    assert seedlite("convert", source, "-o", small, "--bits", 4).returncode == 0
    shown = seedlite("inspect", small).stdout
    assert "by QUANTIZE" in shown
    assert "by DEQUANTIZE, SOFTMAX" in shown
    assert seedlite("expand", small, "-o", stock).returncode == 0
    for file in (small, stock):
        y = tmp_path / f"{file.stem}.npy"
        done = seedlite("run", file, "--input", tmp_path / "x.npy", "-o", y)
        assert "float32 [6, 5], from host" in done.stdout
        assert seedlite("evaluate", file, "--data", tmp_path / "d.npz").returncode == 0
    outputs = np.load(tmp_path / "small.npy")
    assert outputs.dtype == np.float32
    assert np.array_equal(outputs, np.load(tmp_path / "stock.npy"))
    assert np.allclose(outputs.sum(axis=1), 1)


def test_convert_measures_a_float_model_against_its_original(tmp_path: Path):
    source, small = tmp_path / "m.tflite", tmp_path / "small.tflite"
    source.write_bytes(file_of("uint8_in_float_out"))
    x = np.random.default_rng(0).integers(0, 256, (60, 48)).astype(np.uint8)
    y = run(source.read_bytes(), x).outputs.argmax(axis=1)
    np.savez(tmp_path / "d.npz", x=x, y=y)
    data = ("--calibration", tmp_path / "d.npz", "--eval", tmp_path / "d.npz")
    done = seedlite("convert", source, "-o", small, "--max-drop", 20, *data, "--json")
    report = json.loads(done.stdout)
    assert report["original_accuracy"] == 1.0
    assert report["drop"] <= 20
    assert report["data"]["calibration"] == "uint8 [60, 48]: the input's own uint8 values"
