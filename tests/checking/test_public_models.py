"""Public models that others made, where the folder of reference models has them."""

import re
from pathlib import Path

import numpy as np
import pytest

from folding.test_fold import assert_same, samples_of, tflm
from seedlite.checking.foreign import STREAMING
from seedlite.conversion import convert
from seedlite.deploy import deployable
from seedlite.expansion import expand
from seedlite.verdicts import Verdict, judge_all, model_files

FOLDED = {"EXPAND_DIMS", "PACK", "SHAPE", "STRIDED_SLICE", "UNPACK"}  # in these models
CONVERTING = ("lenet5_shape_arithmetic", "mnist_shape_arithmetic", "autoencoder_expand_dims")


@pytest.fixture(scope="module")
def zoo(shared: Path) -> Path:
    folder = shared / "models" / "zoo"
    if not folder.is_dir():
        pytest.skip(f"no public models: {folder} is missing")
    return folder


@pytest.fixture(scope="module")
def verdicts(zoo) -> dict[str, Verdict]:
    return {verdict.path.name: verdict for verdict in judge_all(model_files([zoo]))}


def operators_at_fault(verdict: Verdict) -> set[str]:
    return {name for r in verdict.reasons for name in r.operator.split(", ")} - {""}


def test_check_of_public_models_names_the_operators_that_their_list_names(zoo, verdicts):
    rows = re.findall(r"^\| `(.+?)` .*\| (.+?) \|$", (zoo / "README.md").read_text(), re.M)
    assert rows
    for name, cell in rows:
        if verdicts[name].converts:
            continue
        listed = set(re.findall(r"\b[A-Z][A-Z0-9]*_?[A-Z0-9_]+\b", cell)) - {"GRU"}
        if "streaming state" in cell:
            listed |= {*STREAMING}
        assert listed - FOLDED <= operators_at_fault(verdicts[name]) <= listed


@pytest.mark.parametrize("name", CONVERTING)
def test_public_model_folded_gives_the_bytes_of_tflm(name, zoo):
    file = (zoo / f"{name}.tflite").read_bytes()
    assert_same(file, deployable(file))


@pytest.mark.qemu
@pytest.mark.parametrize("name", CONVERTING)
def test_public_model_converted_gives_the_bytes_of_tflm_here_and_on_a_board(name, zoo, emulated):
    file = convert(zoo / f"{name}.tflite", bits=4).file
    stock = expand(file)
    assert_same(stock, file)
    samples = samples_of(file)[:2]
    outputs = emulated(file, np.concatenate([inputs[0] for inputs in samples]))
    for inputs, ours in zip(samples, outputs, strict=True):
        assert np.array_equal(ours.ravel(), tflm(stock, inputs)[0])


def test_public_model_of_few_weights_converts_with_a_note(zoo):
    conversion = convert(zoo / "temperature_few_weights.tflite", bits=4)
    assert_same(expand(conversion.file), conversion.file)
    assert any("too few for 4 bits" in note for note in conversion.report["notes"])
