"""Public models that others made, where the folder of reference models has them: every one converts
and has TFLM's bits, on this machine and on boards. Those with a state run a sequence, and the same
again after a reset."""

import functools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.run import on_board
from seedlite.codec.expand import expanded
from seedlite.compress.pipeline import convert
from seedlite.compress.verdicts import judge_all, model_files
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import Model
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.model.variables import has_state
from seedlite.prepare.runnable import deploy, deployable
from seedlite.prepare.stock import expand
from tests.support.border_graphs import assert_same, ports, samples_of
from tests.support.comparing import assert_same_bytes

MODELS = (
    "add_scale_ratio_2_32",
    "arrhythmia_minimum",
    "autoencoder_expand_dims",
    "digits_leaky_relu_float_io",
    "gesture_expand_dims_uint8_io",
    "har_reduce_max_float_io",
    "hello_world_float_io",
    "image_recognition_add_scales",
    "keyword_scrambled_svdf",
    "lenet300_log_softmax_float_io",
    "lenet5_shape_arithmetic",
    "lstm_dimension_0",
    "lstm_tiny",
    "mnist_lstm",
    "mnist_pruned_uint8_io",
    "mnist_shape_arithmetic",
    "resnet8_uint8_in_float_out",
    "rnnoise_unpack_tanh_sub",
    "slu_reduce_max",
    "spectrum_uint8_io",
    "stmnist_uint8_in_float_out",
    "stop_streaming_split_v",
    "temperature_few_weights",
    "unused_float_tensor",
    "vad_streaming",
    "yolo_person_resize_leaky",
)
LARGE = ("digits_leaky_relu_float_io", "image_recognition_add_scales", "yolo_person_resize_leaky")
SMALL_CORE = (
    *("vad_streaming", "stop_streaming_split_v", "lstm_tiny", "slu_reduce_max"),
    "har_reduce_max_float_io",
)
every_model = pytest.mark.parametrize("name", MODELS)


@pytest.fixture(scope="module")
def zoo(shared: Path) -> Path:
    folder = shared / "models" / "zoo"
    if not folder.is_dir():
        pytest.skip(f"no public models: {folder} is missing")
    return folder


@functools.cache
def converted(path: Path) -> bytes:
    return convert(path, bits=4).file


def inferences_of(model: Model) -> int:
    """Three times as many as an output depends on, at most: a variable keeps a step a row."""
    kept = sum(math.prod(v.shape[:-1]) for v in model.variables.values())
    return 3 * (1 + kept) if kept else 20


def device_model(file: bytes) -> bytes:
    """What the device runs, as TFLM runs it: without float ports."""
    return pack(replace(expanded(file, parse(file)), metadata={}))


def bytes_of(arrays: list[np.ndarray]) -> np.ndarray:
    """The values of all inputs or outputs of an inference, in the device's memory order."""
    return np.concatenate([np.ascontiguousarray(x).reshape(-1).view(np.int8) for x in arrays])


def test_every_public_model_is_one_of_these(zoo):
    assert {path.stem for path in zoo.glob("*.tflite")} == {*MODELS}


def test_every_public_model_converts(zoo):
    assert [v.file for v in judge_all(model_files([zoo])) if not v.converts] == []


@every_model
def test_public_model_folded_gives_the_bits_of_tflm(name, zoo):
    file = (zoo / f"{name}.tflite").read_bytes()
    assert_same(file, deployable(file))


@every_model
def test_public_model_converted_gives_the_bits_of_tflm_and_again_after_a_reset(name, zoo):
    file = converted(zoo / f"{name}.tflite")
    stock = expand(file)
    assert ports(stock) == ports((zoo / f"{name}.tflite").read_bytes())
    runtime = Runtime(file)
    for seed in (1, 2, 1):
        runtime.reset()
        tflm = TFLM(stock)
        for x in samples_of(stock, inferences_of(parse(file)), seed):
            assert_same_bytes(runtime(x), tflm.invoke(x))


@pytest.mark.qemu
@pytest.mark.parametrize(
    ("name", "board"),
    [
        *(
            pytest.param(name, "mps2-an386", marks=pytest.mark.slow if name in LARGE else ())
            for name in MODELS
        ),
        *((name, "mps2-an385-m0") for name in SMALL_CORE),
    ],
)
def test_public_model_converted_gives_the_bits_of_tflm_on_a_board(name, board, zoo):
    file = converted(zoo / f"{name}.tflite")
    model, stock = parse(file), device_model(file)
    count = inferences_of(model) if model.variables else 3
    rows, truth = [], b""
    for seed in (1, 2) if has_state(model) else (1,):  # sequences
        inputs, tflm = samples_of(stock, count, seed), TFLM(stock)
        rows.append(np.stack([bytes_of(x) for x in inputs]))
        truth += b"".join(bytes_of(tflm.invoke(x)).tobytes() for x in inputs)
    given = np.stack(rows) if has_state(model) else rows[0]
    assert on_board(board)(deploy(file).file, given, None).outputs.tobytes() == truth


def test_public_model_of_few_weights_converts_with_a_note(zoo):
    conversion = convert(zoo / "temperature_few_weights.tflite", bits=4)
    assert_same(expand(conversion.file), conversion.file)
    assert any("too few for 4 bits" in note for note in conversion.report["notes"])
