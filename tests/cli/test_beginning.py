"""sample, quantize and compare: from nothing to two files side by side."""

import json
from pathlib import Path

import numpy as np
import pytest

import seedlite
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tests.support.builders import dense_model
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE
from tests.support.places import ROOT

FILES = {"digits.keras", "digits.tflite", "calibration.npz", "train.npz", "test.npz"}


def test_sample_digits_quantized_is_the_int8_file_it_brings(command, tmp_path):
    """Also that the network is good: a sample that is not teaches nothing."""
    folder = tmp_path / "new"
    done = command("sample", "digits", "-o", folder, "--json")
    assert {path.name for path in folder.iterdir()} == FILES
    assert len(done.json["files"]) == len(FILES)
    assert (folder / "digits.tflite").read_bytes() == (ROOT / "models/digits.tflite").read_bytes()
    made = command(
        *("quantize", folder / "digits.keras", "--calibration", folder / "calibration.npz"),
        *("-o", folder / "int8.tflite", "--json"),
    )
    assert made.json["file_bytes"] == (folder / "int8.tflite").stat().st_size
    assert made.json["inputs"][0]["shape"] == [1, 8, 8, 1]
    assert_same_network(folder / "int8.tflite", folder / "digits.tflite")
    measured = command("evaluate", folder / "int8.tflite", "--data", folder / "test.npz", "--json")
    assert measured.json["samples"] == 1000
    assert measured.json["accuracy"] > 0.98


def assert_same_network(made: Path, brought: Path):
    """Their graphs and constants are equal. TensorFlow measures ranges in float32, whose last bits
    depend on the processor, so scales may differ by these."""
    a, b = parse(made.read_bytes()), parse(brought.read_bytes())
    assert [(o.code, o.inputs, o.outputs) for o in a.operators] == [
        (o.code, o.inputs, o.outputs) for o in b.operators
    ]
    for x, y in zip(a.tensors, b.tensors, strict=True):
        assert (x.name, x.shape, x.type, x.data) == (y.name, y.shape, y.type, y.data)
        if x.quantization is None or y.quantization is None:
            assert x.quantization is y.quantization
            continue
        np.testing.assert_array_equal(x.quantization.zero_points, y.quantization.zero_points)
        np.testing.assert_allclose(x.quantization.scales, y.quantization.scales, rtol=1e-6)


def test_sample_twice_is_refused_without_force(command, tmp_path):
    assert command("sample", "digits", "-o", tmp_path).status == 0
    refused = command("sample", "digits", "-o", tmp_path)
    assert refused.status == EXIT_USAGE
    assert "--force" in refused.stderr
    assert command("sample", "digits", "-o", tmp_path, "--force").status == 0


def test_sample_of_unknown_name_lists_the_samples(command, tmp_path):
    done = command("sample", "faces", "-o", tmp_path / "new")
    assert done.status == EXIT_USAGE
    assert "digits" in done.stderr
    assert not (tmp_path / "new").exists()


def test_quantize_of_an_int8_model_says_that_it_is_one(command, model, data, tmp_path):
    done = command("quantize", model, "-o", tmp_path / "o", "--calibration", data)
    assert done.status == EXIT_USAGE
    assert "int8 already" in done.stderr
    assert not (tmp_path / "o").exists()


@pytest.fixture
def files(model, tmp_path):
    """A model as int8 and at 2 bits."""
    small = tmp_path / "small.tflite"
    seedlite.convert(model, bits=2).save(small)
    return model, small


def test_compare_on_host_has_bytes_and_what_evaluate_says(command, files, data):
    report = command("compare", *files, "--data", data, "--board", "host", "--json").json
    for path, found in zip(files, report["files"], strict=True):
        assert found["file"] == str(path)
        assert found["file_bytes"] == path.stat().st_size
        assert found["value"] == seedlite.evaluate(path, data).value
        assert "instructions" not in found
    assert report["samples"] == 80


@pytest.mark.qemu
def test_compare_on_board_agrees_with_bench_and_draws_a_chart(command, files, tmp_path):
    plot = tmp_path / "plots" / "files.svg"
    done = command("compare", *files, "--clock", 64, "--plot", plot, "--json")
    first, second = done.json["files"]
    bench = seedlite.bench(files[1])
    assert second["instructions"] == bench.instructions
    assert second["estimated_cycles"] == json.loads(json.dumps(bench.estimated_cycles))
    assert second["milliseconds"] == bench.estimated_cycles.count / 64_000
    assert second["ram_bytes"] == sum(bench.ram_bytes.values())
    assert first["flash_bytes"] != second["flash_bytes"]
    assert f"{second['instructions']:,}" in plot.read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--clock", "0"], "clock"),
        (["--metric", "mse"], "--data"),
        (["--board", "nucleo-f446re"], "no emulator"),
        (["--board", "none"], "mps2-an386"),
        (["--plot", "chart.gif"], ".svg or .png"),
    ],
)
def test_compare_of_contradicting_options_says_what_to_give(command, model, options, words):
    done = command("compare", model, *options)
    assert done.status == EXIT_USAGE
    assert words in done.stderr


def test_compare_of_a_broken_file_among_others_names_it(command, model, tmp_path):
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"no model")
    done = command("compare", model, broken, "--board", "host")
    assert done.status == EXIT_BAD_INPUT
    assert str(broken) in done.stderr


def test_compare_of_files_with_other_inputs_names_the_one_that_does_not_fit(
    command, model, data, tmp_path
):
    other = tmp_path / "other.tflite"
    other.write_bytes(pack(dense_model(40, 61)))
    done = command("compare", model, other, "--data", data, "--board", "host")
    assert done.status == EXIT_BAD_INPUT
    assert str(other) in done.stderr
