"""Operators with a state, stored and regenerated, against TFLM: without a reset, and with one."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seedlite
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.litert import LiteRT
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import DTYPES, Model, Tensor
from seedlite.prepare.stock import expand
from tests.support.builders import named, planned, quantization
from tests.support.comparing import assert_as_tflm_on_noise, assert_same_bytes, random_inputs
from tests.support.operator_strategies import far_scales, seeds
from tests.support.operators.svdf import Svdf, svdf
from tests.support.operators.unidirectional_sequence_lstm import Lstm, lstm
from tests.support.ops import Graph

pytestmark = pytest.mark.usefixtures("kernels")

STEPS = 5

# LSTMs whose regenerated weights fit scratch, and do not; an SVDF of several ranks
MODELS = {
    "lstm": lstm(Lstm(inputs=20, units=14)),
    "large lstm": lstm(Lstm(steps=2, inputs=70, units=41, seed=1)),
    "svdf": svdf(Svdf(inputs=70, units=8, rank=2, memory=9)),
    "svdf with an int16 memory": svdf(Svdf(inputs=40, units=16, rank=1, memory=7, wide=True)),
}
# conversion takes batches of 1
BATCHES = {
    "lstms": lstm(Lstm(batches=2, inputs=17, units=16)),
    "lstms, steps first": lstm(Lstm(batches=2, inputs=17, units=16, time_major=True)),
    "svdfs": svdf(Svdf(batches=3)),
}
METHODS = {
    "seeded": {"bits": 4},
    "seeded at 1.5 bits": {"bits": 1.5},
    "batch": {"method": "batch", "batch_size": 20},
    "layer": {"method": "layer"},
    "unitary": {"method": "unitary"},
}


@functools.cache
def converted(name: str, method: str) -> bytes:
    return seedlite.convert(named(MODELS[name]), **METHODS[method]).file


def assert_persists_as_in_tflm(file: bytes) -> None:
    """The state goes on from inference to inference; after a reset as from a fresh interpreter."""
    runtime, stock = Runtime(file), expand(file)
    for seed in range(2):
        tflm = TFLM(stock)
        for inputs in random_inputs(file, STEPS, seed):
            assert_same_bytes(runtime(inputs), tflm.invoke(inputs))
        runtime.reset()


@pytest.mark.parametrize("model", [*MODELS.values(), *BATCHES.values()], ids=[*MODELS, *BATCHES])
def test_stored_weights_and_state_equal_tflm(model):
    assert_persists_as_in_tflm(planned(model))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", MODELS)
def test_regenerated_weights_and_state_equal_tflm(name, method):
    assert_persists_as_in_tflm(converted(name, method))


def test_outputs_of_a_second_inference_depend_on_the_first_unless_there_is_a_reset():
    runtime = Runtime(planned(MODELS["lstm"]))
    (inputs,) = random_inputs(planned(MODELS["lstm"]), 1)
    first, second = runtime(inputs), runtime(inputs)
    runtime.reset()
    assert (first[0] != second[0]).any()
    assert_same_bytes(runtime(inputs), first)


def test_report_says_that_the_state_goes_on():
    notes = seedlite.convert(named(MODELS["lstm"]), bits=4).report.notes
    assert any("until a reset" in note and "LSTM" in note for note in notes)


def test_expanded_lstm_runs_on_litert_within_steps_of_tflm():
    stock = expand(converted("lstm", "seeded"))
    litert, tflm = LiteRT(stock), TFLM(stock)
    for inputs in random_inputs(stock, STEPS):
        y, expected = litert.invoke(inputs)[0], tflm.invoke(inputs)[0]
        assert np.abs(y.reshape(-1).astype(int) - expected).max() <= 3


def test_lstm_calibrated_on_sequences_equals_tflm_and_comes_closer():
    model = named(lstm(Lstm(inputs=24, units=20, seed=3, weight_scales=(0.002,) * 8)))
    rng = np.random.default_rng(0)
    sequences = rng.normal(0, 1, (24, 2, 3, 24)).astype(np.float32)
    coded = [seedlite.convert(model, bits=2, **k).file for k in ({}, {"calibration": sequences})]
    assert_persists_as_in_tflm(coded[1])
    original, *others = (
        np.concatenate([x[0] for x in outputs_of(file)]) for file in (expand(model), *coded)
    )
    errors = [np.square(other.astype(float) - original).mean() for other in others]
    assert errors[1] < errors[0]


def outputs_of(file: bytes) -> list[list[np.ndarray]]:
    tflm = TFLM(expand(file))
    return [tflm.invoke(inputs) for inputs in random_inputs(file, 20)]


# Values of other types than int8.

WIDE = [
    (c.TYPE_INT16, c.TYPE_INT8),
    (c.TYPE_INT16, c.TYPE_INT16),
    (c.TYPE_INT16, c.TYPE_INT32),
    (c.TYPE_INT8, c.TYPE_INT16),
    (c.TYPE_INT8, c.TYPE_INT32),
]


def unary(code: int, types: tuple[int, int], scales: tuple[float, float], zeros) -> Model:
    g = Graph()
    tensors = [
        g.add(Tensor((64,), type, None, quantization(scale, zero)))
        for type, scale, zero in zip(types, scales, zeros, strict=True)
    ]
    return g.model(code, tensors[:1], tensors[1:])


@pytest.mark.parametrize("types", WIDE)
@given(st.data(), far_scales, far_scales, seeds)
@settings(max_examples=40, deadline=None)
def test_quantize_of_wide_values_equals_tflm(types, data, source, output, seed):
    def zero(type: int) -> int:
        limits = np.iinfo(np.int16 if type == c.TYPE_INT32 else DTYPES[type])
        return data.draw(st.integers(int(limits.min), int(limits.max)))

    source = min(source, output * 2.0**13)
    model = unary(c.OP_QUANTIZE, types, (source, output), [zero(t) for t in types])
    assert_as_tflm_on_noise(model, seed)


@given(far_scales, st.integers(-128, 127), st.floats(0.9991, 1.0009), seeds)
@settings(max_examples=40, deadline=None)
def test_softmax_with_int16_outputs_equals_tflm(scale, zero, factor, seed):
    model = unary(
        c.OP_SOFTMAX,
        (c.TYPE_INT8, c.TYPE_INT16),
        (scale, factor / 2**16),
        (zero, -(2**15)),
    )
    model.operators[0].options["beta"] = 1.0
    assert_as_tflm_on_noise(model, seed)
