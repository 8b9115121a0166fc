"""Every pass over a graph, on every stock model that the tests have."""

import functools

import numpy as np
import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.boards.multiplications import operator_macs, skipped_macs
from seedlite.codec.expand import is_centralized
from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import UsageError
from seedlite.model.arena.plan import live_bytes, lower_bound, plan_arena
from seedlite.model.graph import Model, Tensor
from seedlite.model.layers import WEIGHTS, Layer, layers
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.dead_channels.removal import remove_dead_channels
from seedlite.prepare.runnable import deployable, ready_model
from seedlite.prepare.stock import expand
from seedlite.study.augmentation import disturb
from seedlite.study.disturbance import Disturbance
from tests.support.comparing import assert_runs_as_tflm, random_inputs
from tests.support.stock_models import LARGE, MAKERS

METHODS = {
    "unitary": {"method": "unitary"},
    "layer": {"method": "layer"},
    "batch": {"method": "batch", "batch_size": 7},
    "seeded": {"method": "seeded", "bits": 3},
}
CALIBRATION_SAMPLES = 8
LEAST_WEIGHTS = 60  # of a layer, so that seed bits find room


@functools.cache
def stock(name: str) -> bytes:
    return MAKERS[name]()


every_model = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n in LARGE else ()) for n in MAKERS]
)


def weights_of(model: Model, layer: Layer) -> Tensor:
    return model.tensors[model.operators[layer.operator].inputs[WEIGHTS]]


def assert_same_outputs(stock: bytes, *files: bytes) -> None:
    """TFLM on the stock model, our runtime on the files."""
    for file in files:
        assert_runs_as_tflm(file, stock, random_inputs(stock, 1))


def calibration(model: Model) -> np.ndarray:
    """float32 [CALIBRATION_SAMPLES, ...input shape]"""
    tensor = model.tensors[model.inputs[0]]
    x = np.random.default_rng(4).integers(-128, 128, (CALIBRATION_SAMPLES, *tensor.shape[1:]))
    zero_point, scale = tensor.zero_point, tensor.scale
    return ((x - zero_point) * scale).astype(np.float32)


@every_model
def test_model_deployed_gives_the_bits_of_tflm(name):
    assert_same_outputs(stock(name), deployable(stock(name)))


@every_model
def test_model_without_dead_channels_gives_the_same_bits(name):
    smaller, _ = remove_dead_channels(ready_model(stock(name)))
    assert_same_outputs(stock(name), deployable(pack(smaller)))


@every_model
def test_model_planned_needs_no_less_than_what_lives_at_once(name):
    model = ready_model(stock(name))
    assert plan_arena(model).bytes >= lower_bound(model) >= max(live_bytes(model).values())


@every_model
def test_model_described_has_every_layer_and_its_multiplications(name):
    model = ready_model(stock(name))
    report = inspect(stock(name), name)
    assert [row["layer"] for row in report["tensors"]] == [x.name for x in layers(model)]
    for layer in layers(model):
        assert operator_macs(model, model.operators[layer.operator]) >= 1
    assert skipped_macs(stock(name), model) == {}


@every_model
def test_model_disturbed_by_nothing_gives_the_same_bits(name):
    model = ready_model(stock(name))
    nothing = disturb(model, layers(model), Disturbance("bitflip", 0), seed=0)
    assert_same_outputs(stock(name), deployable(nothing))


@every_model
@pytest.mark.parametrize("method", METHODS)
def test_model_converted_gives_the_bits_of_its_expansion(name, method, tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(stock(name))
    model = ready_model(stock(name))
    chosen = [x.name for x in layers(model) if weights_of(model, x).count >= LEAST_WEIGHTS]
    options = METHODS[method] | {"layers": "|".join(f"^{x}$" for x in chosen) or "nothing"}
    if method == "seeded" and len(model.inputs) == 1:
        options["calibration"] = calibration(model)
    if layers(model) and not chosen:
        with pytest.raises(UsageError, match="no layer to centralize"):
            convert(path, **options)
        return
    options["layers"] = options["layers"] if chosen else None
    file = convert(path, **options).file
    assert is_centralized(parse(file))
    expanded = expand(file)
    assert_same_outputs(expanded, file, deployable(expanded))
    assert skipped_macs(file, parse(file)).keys() <= set(range(len(parse(file).operators)))
    program = read_program(file)
    assert render_source(program, "net")
    assert render_header(program, "net")
