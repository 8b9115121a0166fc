"""Public models that others made, where the folder of reference models has them."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.run import on_board
from seedlite.codec.expand import expanded
from seedlite.compress.pipeline import convert
from seedlite.compress.verdicts import Verdict, judge_all, model_files
from seedlite.errors import ToolMissingError
from seedlite.execution.run import run_rows
from seedlite.interpreters.tflm import TFLM
from seedlite.model.borders.border import as_rows
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.checking.foreign import STREAMING
from seedlite.prepare.runnable import deploy, deployable
from seedlite.prepare.stock import expand
from tests.support.border_graphs import assert_same, ports, samples_of

FOLDED = {"EXPAND_DIMS", "PACK", "SHAPE", "STRIDED_SLICE", "UNPACK"}  # in these models
CONVERTING = (
    "autoencoder_expand_dims",
    "hello_world_float_io",
    "lenet300_log_softmax_float_io",
    "lenet5_shape_arithmetic",
    "mnist_pruned_uint8_io",
    "mnist_shape_arithmetic",
    "resnet8_uint8_in_float_out",
    "spectrum_uint8_io",
    "stmnist_uint8_in_float_out",
    "temperature_few_weights",
)
LARGE = ("lenet300_log_softmax_float_io",)  # whose test is slow
every_model = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n in LARGE else ()) for n in CONVERTING]
)


@pytest.fixture(scope="module")
def zoo(shared: Path) -> Path:
    folder = shared / "models" / "zoo"
    if not folder.is_dir():
        pytest.skip(f"no public models: {folder} is missing")
    return folder


@pytest.fixture(scope="module")
def verdicts(zoo) -> dict[str, Verdict]:
    return {Path(verdict.file).name: verdict for verdict in judge_all(model_files([zoo]))}


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
def test_public_model_folded_gives_the_bits_of_tflm(name, zoo):
    file = (zoo / f"{name}.tflite").read_bytes()
    assert_same(file, deployable(file))


@pytest.mark.qemu
@every_model
def test_public_model_converted_gives_the_bits_of_tflm_here_and_on_a_board(name, zoo):
    file = convert(zoo / f"{name}.tflite", bits=4).file
    stock = expand(file)
    assert_same(stock, file)
    assert ports(stock) == ports((zoo / f"{name}.tflite").read_bytes())
    inside = pack(replace(expanded(file, parse(file)), metadata={}))
    device = samples_of(inside, 2)
    rows = np.stack([as_rows([x.reshape(1, -1) for x in inputs])[0] for inputs in device])
    try:
        outputs = run_rows(deploy(file), rows, on_board("mps2-an386")).outputs
    except ToolMissingError as error:
        pytest.skip(str(error))
    for inputs, ours in zip(device, outputs, strict=True):
        assert ours.tobytes() == TFLM(inside).invoke(inputs)[0].tobytes()


def test_public_model_of_few_weights_converts_with_a_note(zoo):
    conversion = convert(zoo / "temperature_few_weights.tflite", bits=4)
    assert_same(expand(conversion.file), conversion.file)
    assert any("too few for 4 bits" in note for note in conversion.report["notes"])
