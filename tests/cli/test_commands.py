"""The command line as a user meets it."""

import json
from pathlib import Path

import numpy as np
import pytest

from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_TOOL, EXIT_USAGE, seedlite


@pytest.fixture
def small(model: Path) -> Path:
    path = model.with_name("small.tflite")
    assert seedlite("convert", model, "-o", path).returncode == 0
    return path


def test_convert_json_is_all_on_stdout(model: Path, tmp_path: Path):
    out = tmp_path / "out.tflite"
    done = seedlite("convert", model, "-o", out, "--bits", 3, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["file_bytes"] == out.stat().st_size
    assert report["original_bytes"] == model.stat().st_size
    assert report["bits_per_weight"] <= 3.05
    assert set(report["memory_saved_bytes"]) == {"float32", "int8"}
    assert {"central_weights", "file_bits_per_weight", "layers"} <= set(report)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--bits", "8"], "nothing is saved"),
        ([], "no --calibration"),
        (["--method", "layer"], "likely lost"),
    ],
)
def test_convert_warns_of_what_a_user_ought_to_know(model, tmp_path, options, words):
    done = seedlite("convert", model, "-o", tmp_path / "o", "--json", *options)
    assert done.returncode == 0
    assert words in done.stderr
    assert any(words in warning for warning in json.loads(done.stdout)["warnings"])


def test_convert_few_calibration_samples_are_warned_of(model: Path, tmp_path: Path):
    np.savez(tmp_path / "x.npz", x=np.random.default_rng(0).normal(size=(5, 60)))
    done = seedlite(
        "convert", model, "-o", tmp_path / "o", "--calibration", tmp_path / "x.npz", "--json"
    )
    assert json.loads(done.stdout)["warnings"] == [
        "only 5 calibration samples; give a hundred or more"
    ]


def test_convert_same_seed_gives_same_file(model: Path, tmp_path: Path):
    files = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        seedlite("convert", model, "-o", tmp_path / name, "--method", "layer", "--seed", seed)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1] != files[2]


def test_convert_existing_output_is_kept_without_force(small: Path, model: Path):
    before = small.read_bytes()
    refused = seedlite("convert", model, "-o", small, "--bits", 4)
    assert refused.returncode == EXIT_USAGE
    assert "--force" in refused.stderr
    assert small.read_bytes() == before
    assert seedlite("convert", model, "-o", small, "--bits", 4, "--force").returncode == 0
    assert small.read_bytes() != before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--method", "batch"], "--batch-size"),
        (["--batch-size", "5"], "--method batch"),
        (["--method", "layer", "--bits", "2"], "--bits goes with --method seeded"),
        (["--bits", "9"], "0.25 to 8"),
        (["--method", "magic"], "unitary, layer, batch, seeded"),
        (["--layers", "nothing"], "0 FULLY_CONNECTED"),
        (["--layers", "("], "regular expression"),
    ],
)
def test_convert_contradictory_options_say_what_to_give(model, tmp_path, options, words):
    done = seedlite("convert", model, "-o", tmp_path / "o", *options)
    assert done.returncode == EXIT_USAGE
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.tflite", b"not a model at all", "not a TFLite model"),
        ("empty.tflite", b"", "not a TFLite model"),
        ("model.onnx", b"whatever", "onnx"),
        ("absent.tflite", None, "No such file"),
        ("absent.keras", None, "no such file"),
        ("notes.txt", b"text", "give a .tflite, .keras or .h5"),
    ],
)
def test_convert_no_model_writes_nothing(tmp_path: Path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = seedlite("convert", tmp_path / name, "-o", tmp_path / "o")
    assert done.returncode in (EXIT_BAD_INPUT, EXIT_USAGE)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o").exists()


def test_convert_unsupported_operator_names_it(tmp_path: Path):
    model = dense_model(4, 4)
    model.operators[0].code = 108  # COS
    path = tmp_path / "m.tflite"
    path.write_bytes(pack(model))
    done = seedlite("convert", path, "-o", tmp_path / "o")
    assert done.returncode == EXIT_BAD_INPUT
    assert "operator 0" in done.stderr
    assert "COS" in done.stderr
    assert not (tmp_path / "o").exists()


def test_convert_batch_of_eight_says_how_to_convert(tmp_path: Path):
    model = dense_model(4, 4)
    model.tensors[0].shape, model.tensors[3].shape = (8, 4), (8, 4)
    path = tmp_path / "m.tflite"
    path.write_bytes(pack(model))
    done = seedlite("convert", path, "-o", tmp_path / "o")
    assert done.returncode == EXIT_BAD_INPUT
    assert "batch 8" in done.stderr
    assert "batch dimension of 1" in done.stderr
    assert not (tmp_path / "o").exists()


def test_convert_centralized_file_is_refused(small: Path, tmp_path: Path):
    done = seedlite("convert", small, "-o", tmp_path / "o")
    assert done.returncode == EXIT_BAD_INPUT
    assert "seedlite expand" in done.stderr


def test_expand_inspect_run_agree(small: Path, tmp_path: Path):
    stock = tmp_path / "stock.tflite"
    assert seedlite("expand", small, "-o", stock).returncode == 0
    report = json.loads(seedlite("inspect", small, "--json").stdout)
    assert report["tensors"][0]["form"] == "seeded"
    assert json.loads(seedlite("inspect", stock, "--json").stdout)["centralized"] is False
    np.save(tmp_path / "x.npy", np.arange(-90, 90, dtype=np.int8).reshape(3, 60))
    outputs = []
    for file in (small, stock):
        out = tmp_path / f"{file.stem}.npy"
        done = seedlite("run", file, "--input", tmp_path / "x.npy", "-o", out, "--json")
        assert json.loads(done.stdout)["shape"] == [3, 40]
        outputs.append(np.load(out))
    assert np.array_equal(*outputs)


@pytest.mark.parametrize("verb", ["convert", "expand"])
def test_output_that_is_the_input_or_a_device_is_kept(small: Path, model: Path, verb: str):
    source = model if verb == "convert" else small
    before = source.read_bytes()
    for output in (source, Path("/dev/null")):
        done = seedlite(verb, source, "-o", output, "--force")
        assert done.returncode == EXIT_USAGE
    assert source.read_bytes() == before
    assert not Path("/dev/null").is_file()


def test_error_with_json_is_in_words_on_stderr_too(small: Path, tmp_path: Path):
    np.savez(tmp_path / "d.npz", x=np.full((3, 60), np.nan), y=np.zeros(3, int))
    done = seedlite("evaluate", small, "--data", tmp_path / "d.npz", "--json")
    assert done.returncode == EXIT_BAD_INPUT
    assert json.loads(done.stdout)["exit_code"] == EXIT_BAD_INPUT
    assert done.stderr.startswith("error:")


def test_version_is_printed():
    assert seedlite("--version").stdout.strip()[0].isdigit()


def test_run_input_of_wrong_type_or_shape_says_so(small: Path, tmp_path: Path):
    for x, words in (
        (np.full((1, 60), "7"), "numbers are needed"),
        (np.zeros((1, 59), np.int8), "[n, 60]"),
        (np.zeros((0, 60), np.int8), "empty"),
    ):
        np.save(tmp_path / "x.npy", x)
        done = seedlite("run", small, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy")
        assert done.returncode == EXIT_BAD_INPUT
        assert words in done.stderr


def test_evaluate_host_and_litert_count_the_same(small: Path, tmp_path: Path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "d.npz", x=rng.normal(size=(50, 60)), y=rng.integers(0, 40, 50))
    results = [
        json.loads(
            seedlite("evaluate", small, "--data", tmp_path / "d.npz", "--on", on, "--json").stdout
        )
        for on in ("host", "litert")
    ]
    assert [r["samples"] for r in results] == [50, 50]
    assert 0 <= results[0]["accuracy"] <= 1


def test_file_damaged_byte_is_refused(small: Path, tmp_path: Path):
    data = bytearray(small.read_bytes())
    data[3 * len(data) // 4] ^= 1  # a seed bit
    bad = tmp_path / "bad.tflite"
    bad.write_bytes(data)
    for verb in (["inspect", bad], ["expand", bad, "-o", tmp_path / "o"]):
        done = seedlite(*verb)
        assert done.returncode == EXIT_BAD_INPUT
        assert "checksum" in done.stderr


def test_boards_and_doctor_give_json():
    boards = json.loads(seedlite("boards", "--json").stdout)["boards"]
    assert "mps2-an386" in [b["name"] for b in boards]
    checks = json.loads(seedlite("doctor", "--json").stdout)["checks"]
    assert all(c["found"] for c in checks if c["what"] in ("numpy", "Python"))


def test_bench_without_compiler_says_what_to_install(small: Path):
    done = seedlite("bench", small, env={"PATH": "/nonexistent"})
    assert done.returncode == EXIT_TOOL
    assert "gcc-arm-none-eabi" in done.stderr


def test_run_unknown_board_lists_boards(small: Path, tmp_path: Path):
    np.save(tmp_path / "x.npy", np.zeros((1, 60), np.int8))
    done = seedlite(
        "run", small, "--board", "nucleo", "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy"
    )
    assert done.returncode == EXIT_USAGE
    assert "mps2-an386" in done.stderr


@pytest.mark.parametrize(
    "verb",
    [
        *("convert", "inspect", "expand", "evaluate", "augment", "sensitivity", "sweep", "report"),
        *("run", "bench", "boards", "doctor"),
    ],
)
def test_help_has_an_example(verb: str):
    done = seedlite(verb, "--help")
    assert done.returncode == 0
    assert f"seedlite {verb}" in done.stdout


@pytest.mark.qemu
def test_build_writes_firmware_and_code_and_reports_sizes(small: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = seedlite("build", small, "--board", "mps2-an386", "-o", out, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    names = {"firmware.elf", "firmware.hex", "firmware.bin", "model.c", "model.h"}
    assert {path.name for path in out.iterdir()} == names
    assert {Path(name).name for name in report["files"]} == names
    flash, ram = report["flash_bytes"], report["ram_bytes"]
    assert flash["total"] == flash["code"] + flash["model"] + flash["app"] < flash["board"]
    assert ram["total"] == ram["arena"] + ram["scratch"] + ram["static"] + ram["stack"]
    (layer,) = report["layers"]
    assert layer["name"] == "0 FULLY_CONNECTED"
    assert 0 < flash["model"] - layer["flash_bytes"] < 200  # operators and ports
    assert layer["live_bytes"] == 60 + 40
    assert "small.tflite" in (out / "model.h").read_text()


@pytest.mark.qemu
def test_build_twice_without_force_is_usage_error(small: Path, tmp_path: Path):
    arguments = ("build", small, "--board", "mps2-an386", "-o", tmp_path / "out")
    assert seedlite(*arguments).returncode == 0
    again = seedlite(*arguments)
    assert again.returncode == EXIT_USAGE
    assert "exists" in again.stderr
    assert seedlite(*arguments, "--force").returncode == 0


def test_export_of_two_files_writes_one_library_after_their_names(model, small, tmp_path):
    out = tmp_path / "networks"
    done = seedlite(
        "export", model, small, "--name", "first", "--name", "second", "-o", out, "--json"
    )
    assert done.returncode == 0
    assert {"src/first.c", "src/second.c", "src/seedlite.h"} <= set(
        json.loads(done.stdout)["files"]
    )


def test_export_of_fewer_names_than_files_is_usage_error(model, small, tmp_path):
    done = seedlite("export", model, small, "--name", "first", "-o", tmp_path / "networks")
    assert done.returncode == EXIT_USAGE
    assert "1 --name for 2 files" in done.stderr
    assert not (tmp_path / "networks").exists()


def test_export_of_broken_file_among_several_names_it(model, tmp_path):
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"no model")
    done = seedlite("export", model, broken, "-o", tmp_path / "networks")
    assert done.returncode == EXIT_BAD_INPUT
    assert "broken.tflite" in done.stderr
    assert not (tmp_path / "networks").exists()
