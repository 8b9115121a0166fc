"""seedlite check"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from seedlite.cli.app import app
from seedlite.compress import verdicts as checking
from seedlite.compress.pipeline import convert
from seedlite.compress.verdicts import judge_all, model_files
from seedlite.errors import SeedliteError
from seedlite.interpreters.host import verify
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model
from tests.support.corrupted import corrupted_models
from tests.support.folding_graphs import MODELS
from tests.support.refused_models import KINDS, QUANTIZED_FIRST

EXIT_BAD_INPUT, EXIT_USAGE = 3, 2


def check(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Models that convert, models that do not, and a damaged one below."""
    for name, file in MODELS.items():
        (tmp_path / f"{name}.tflite").write_bytes(file())
    (tmp_path / "gelu.tflite").write_bytes(KINDS["operator without a kernel"][0]())
    below = tmp_path / "below"
    below.mkdir()
    (below / "cut.tflite").write_bytes(MODELS["shape_arithmetic"]()[:500])
    (below / "notes.txt").write_text("no model")
    return tmp_path


def test_check_models_that_convert_ends_with_0(tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(MODELS["shape_arithmetic"]())
    code, output = check(path)
    assert code == 0
    assert f"{path}: converts" in output.replace("\n", "")


def test_check_folder_shows_every_model_and_its_reasons(folder):
    code, output = check(folder)
    assert code == EXIT_BAD_INPUT
    assert f"{len(MODELS)} of {len(MODELS) + 2} models convert" in output
    assert "GELU" in output
    assert "Traceback" not in output


def test_check_json_has_a_row_for_every_model(folder):
    code, output = check(folder, "--json")
    assert code == EXIT_BAD_INPUT
    models = {Path(m["file"]).stem: m for m in json.loads(output)["models"]}
    assert models.keys() == {*MODELS, "gelu", "cut"}
    assert {name for name, m in models.items() if m["converts"]} == {*MODELS}
    assert [r["code"] for r in models["cut"]["reasons"]] == ["E_FORMAT"]
    assert models["gelu"]["reasons"][0]["numbers"] == [1]


@pytest.mark.parametrize("arguments", [["absent.tflite"], ["absent.keras"], ["notes.txt"]])
def test_check_what_is_no_model_is_a_row(tmp_path, arguments):
    code, output = check(*(tmp_path / name for name in arguments))
    assert code == EXIT_BAD_INPUT
    assert "Traceback" not in output


def test_check_folder_without_models_says_so(tmp_path):
    with pytest.raises(SeedliteError, match=r"no \.tflite, \.keras"):
        model_files([tmp_path])


@pytest.mark.parametrize("model", corrupted_models(planned=False), ids=lambda m: m.name)
def test_judge_corrupted_model_is_reasons_with_its_code(model, tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(model.file)
    assert {r.code for r in checking.check(path).reasons} == {model.code}


def test_judge_truncated_models_never_stops(tmp_path):
    file = MODELS["constant_operands"]()
    paths = [tmp_path / f"{length}.tflite" for length in range(0, len(file), 97)]
    for path in paths:
        path.write_bytes(file[: int(path.stem)])
    assert not any(verdict.converts for verdict in judge_all(paths))


def test_judge_and_convert_agree_and_the_runtime_loads_what_passes(tmp_path):
    refused = [make() for kind, (make, _) in KINDS.items() if kind not in QUANTIZED_FIRST]
    files = refused + [make() for make in MODELS.values()]
    for number, file in enumerate([*files, pack(dense_model(8, 8))]):
        path = tmp_path / f"{number}.tflite"
        path.write_bytes(file)
        verdict = checking.check(path)
        if verdict.converts:
            assert verify(deployable(file)) > 0
            assert verify(convert(path, bits=4).file) > 0
            continue
        with pytest.raises(SeedliteError) as caught:
            convert(path, bits=4)
        for reason in verdict.reasons:
            assert str(reason) in str(caught.value)


def test_judge_centralized_file_says_what_to_give(tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(MODELS["shape_arithmetic"]())
    small = tmp_path / "small.tflite"
    small.write_bytes(convert(path, bits=4).file)
    (reason,) = checking.check(small).reasons
    assert "centralized already" in reason.cause
    assert "seedlite expand" in reason.remedy
