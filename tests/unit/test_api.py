"""The public functions: models and samples alike everywhere, typed results that are JSON too."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seedlite
from seedlite.cli.app import VERBS
from seedlite.cli.parameters import in_options
from tests.support.places import ROOT

PACKAGE = ROOT / "converter" / "seedlite"
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(120, 60)), RNG.integers(0, 40, 120)

WITHOUT_UNIX = """
import sys
for name in ("fcntl", "resource", "termios"):
    sys.modules[name] = None
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.npz"
    np.savez(path, x=X, y=Y)
    return path


def python(code: str, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_public_names_are_all_there():
    assert {name for name in seedlite.__all__ if not hasattr(seedlite, name)} == set()
    assert set(seedlite.__all__) <= set(dir(seedlite))
    assert re.fullmatch(r"\d+\.\d+\.\d+", seedlite.__version__)
    assert (PACKAGE / "py.typed").exists()
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = seedlite.nothing


def test_import_of_the_package_imports_nothing_else():
    code = "import sys, seedlite; print([m for m in sys.modules if m.startswith('seedlite.')])"
    assert python(code).strip() == "[]"


def test_model_as_path_text_or_bytes_converts_alike(model):
    forms = (model, str(model), model.read_bytes(), bytearray(model.read_bytes()))
    files = [seedlite.convert(form, bits=2, calibration=X).file for form in forms]
    assert files[1:] == files[:-1]
    for form in forms:
        assert seedlite.check(form).converts
        assert seedlite.inspect(form).weights == 2400
        assert seedlite.expand(form) == model.read_bytes()


def test_samples_as_arrays_mapping_or_file_are_alike(model, data):
    forms = ((X, Y), {"x": X, "y": Y}, data, str(data))
    found = {seedlite.evaluate(model, form).value for form in forms}
    assert len(found) == 1
    x = tuple({"x": X} if isinstance(form, dict) else X for form in forms[:2])
    conversions = [
        seedlite.convert(model, bits=2, calibration=calibration, evaluation=form)
        for calibration, form in zip((*x, data, str(data)), forms, strict=True)
    ]
    assert len({conversion.file for conversion in conversions}) == 1
    assert len({conversion.report.value for conversion in conversions}) == 1


def test_run_takes_samples_alike_and_gives_the_runtime_s_outputs(model, data):
    file = seedlite.convert(model, bits=2).file
    x = (20 * X).astype(np.int8)
    outputs = seedlite.run(file, x).outputs
    assert np.array_equal(outputs, seedlite.Runtime(file)(x))
    real = seedlite.run(file, data)
    assert np.array_equal(real.outputs, seedlite.run(file, {"x": X}).outputs)
    assert real.input == "float64 [120, 60]: real values"


@pytest.mark.qemu
def test_board_by_its_name_gives_the_host_s_outputs(model):
    file = seedlite.convert(model, bits=2).file
    there = seedlite.run(file, X[:2], on="mps2-an386")
    assert np.array_equal(there.outputs, seedlite.run(file, X[:2]).outputs)
    assert there.instructions > 0


def test_report_is_its_own_json_object(model):
    report = seedlite.convert(model, bits=2, calibration=X).report
    again = json.loads(json.dumps(report))
    assert again["layers"][0]["bits_per_draw"] == report.layers[0].bits_per_draw
    assert again == report
    assert "training" not in report
    assert report.training is None
    assert seedlite.convert(model, recipe=again, calibration=X).file


def test_conversion_saves_its_file_and_keeps_another(model, tmp_path):
    conversion = seedlite.convert(model, bits=2)
    conversion.save(tmp_path / "small.tflite")
    assert (tmp_path / "small.tflite").read_bytes() == conversion.file
    with pytest.raises(seedlite.UsageError, match="`force`"):
        conversion.save(tmp_path / "small.tflite")


@pytest.mark.parametrize("wrong", [3, None, ["a.tflite"]])
def test_what_is_no_model_is_refused(wrong):
    for verb in (seedlite.convert, seedlite.inspect, seedlite.expand):
        with pytest.raises(seedlite.UsageError, match="is no model; give a path"):
            verb(wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"y": Y}, "no array 'x'; the arrays are 'y'"),
        ((X, Y, Y), "3 arrays; give"),
        (([[1, 2], [3]], None), "x is no array"),
    ],
)
def test_samples_without_meaning_are_refused_by_their_parameter(model, wrong, message):
    with pytest.raises(seedlite.BadInputError, match=rf"^`evaluation`: {message}"):
        seedlite.convert(model, evaluation=wrong)


def test_warnings_point_at_the_caller(model):
    with pytest.warns(seedlite.DataWarning) as caught:
        seedlite.evaluate(model, (1000 * X, Y))
    assert {warning.filename for warning in caught} == {__file__}


def test_messages_of_the_library_name_no_options():
    option = re.compile(r"""["'(`] ?--[a-z]""")
    tools = ("boards/flashing/pyocd.py", "boards/toolchain/", "study/figures/")
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "cli"
        if not path.relative_to(PACKAGE).as_posix().startswith(tools)
        for line in path.read_text().splitlines()
        if option.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`max_drop` 1: `evaluation` d.npz", "--max-drop 1: --eval d.npz"),
        ("go on with `resume`, fewer `workers`", "go on with --resume, fewer --jobs"),
        ("call the folder (`out`) otherwise", "call the folder (-o) otherwise"),
        ("`seedlite boards` and `run` stay", "`seedlite boards` and `run` stay"),
    ],
)
def test_parameters_become_options_on_the_command_line(text, expected):
    assert in_options(text) == expected


def test_compress_imports_neither_boards_nor_what_only_unix_has():
    others = ("serial", "elftools", "jinja2", "fcntl", "resource", "seedlite.boards")
    code = f"import sys, seedlite.compress; print([m for m in {others} if m in sys.modules])"
    assert python(code).strip() == "[]"


def test_convert_and_evaluate_without_what_only_unix_has(model, data, tmp_path):
    code = WITHOUT_UNIX + "from seedlite.cli import main; sys.argv[0] = 'seedlite'; main()"
    out = tmp_path / "small.tflite"
    report = json.loads(
        python(code, "convert", model, "-o", out, "--bits", 2, "--calibration", data, "--json")
    )
    assert report["file_bytes"] == out.stat().st_size
    found = json.loads(python(code, "evaluate", out, "--data", data, "--json"))
    assert found["value"] == seedlite.evaluate(out, data).value


VERBS_ELSEWHERE = {
    "boards": "list_boards",  # seedlite.boards is the package
    "test": None,  # a check of the installation, for the shell
}


def test_every_verb_of_the_command_line_has_its_function():
    names = [VERBS_ELSEWHERE.get(verb, verb) for verb in VERBS.split()]
    assert all(callable(getattr(seedlite, name)) for name in names if name)
    assert {name for name in names if name} <= set(dir(seedlite))


def test_conversion_takes_floats_gives_floats_measures_and_plots(model):
    conversion = seedlite.convert(model, bits=4, calibration=X)
    found = conversion.run(X[:5])
    scale, zero_point = (conversion.report.outputs[0][key] for key in ("scale", "zero_point"))
    assert found.real.dtype == np.float32
    expected = (found.outputs.astype(np.float64) - zero_point) * scale
    assert np.array_equal(found.real, expected.astype(np.float32))
    assert conversion.evaluate((X, Y)).value == seedlite.evaluate(conversion.file, (X, Y)).value
    pytest.importorskip("matplotlib")
    (axes,) = conversion.plot().axes
    shown = " ".join(text.get_text() for text in axes.texts)
    assert f"{conversion.report.layers[0].bytes:,} bytes" in shown


class Dataset:
    """What seedlite uses of a tf.data.Dataset."""

    def __init__(self, elements, endless=False):
        self._elements, self._endless = elements, endless

    def cardinality(self):
        return -1 if self._endless else len(self._elements)

    def as_numpy_iterator(self):
        return iter(self._elements)


@pytest.mark.parametrize(
    "dataset",
    [
        Dataset([(X[i : i + 50], Y[i : i + 50]) for i in range(0, 120, 50)]),
        Dataset(list(zip(X, Y, strict=True))),
        Dataset([{"x": X[i : i + 50], "y": Y[i : i + 50]} for i in range(0, 120, 50)]),
    ],
)
def test_dataset_serves_as_the_arrays_that_it_holds(model, dataset):
    assert seedlite.evaluate(model, dataset) == seedlite.evaluate(model, (X, Y))
    made = seedlite.convert(model, bits=2, calibration=dataset)
    assert made.file == seedlite.convert(model, bits=2, calibration=X).file


@pytest.mark.parametrize(
    ("dataset", "words"), [(Dataset([], endless=True), "take"), (Dataset([]), "empty")]
)
def test_dataset_without_end_or_samples_is_refused(model, dataset, words):
    with pytest.raises(seedlite.UsageError, match=words):
        seedlite.evaluate(model, dataset)
