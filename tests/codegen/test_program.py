"""Generated code gives the bytes that the loader's path gives."""

from pathlib import Path

import numpy as np
import pytest

import ops
from ops import RELU6, SAME, VALID, Constant, Int8, Weights
from random_models import random_centralized, random_geometry
from seedlite.codegen import read_program, render_header, render_source
from seedlite.deploy import deployable
from seedlite.errors import BadInputError, UsageError
from seedlite.runtime import Runtime
from seedlite.tflite import parse

GOLDEN = sorted((Path(__file__).parents[1] / "golden/models").glob("*.tflite"))
RNG = np.random.default_rng(0)
IMAGE = Int8((1, 6, 5, 4), 0.1, -3)


def noise(*shape: int) -> np.ndarray:
    return RNG.integers(-127, 128, shape, np.int8)


def weights(*shape: int, channels: int) -> Weights:
    return Weights(noise(*shape), np.linspace(0.01, 0.05, channels).tolist(), np.arange(channels))


OPERATORS = {
    "add": ops.add(IMAGE, Int8((5, 1), 0.2, 7), (0.3, 1)),
    "average_pool": ops.average_pool_2d(IMAGE, (2, 3), (1, 2), SAME),
    "concatenation": ops.concatenation([IMAGE, Constant(noise(1, 6, 5, 2), 0.1, -3), IMAGE], 3),
    "conv_2d": ops.conv_2d(IMAGE, weights(3, 3, 2, 4, channels=3), (0.4, 5), (1, 2), SAME, RELU6),
    "depthwise": ops.depthwise_conv_2d(
        IMAGE, weights(1, 2, 2, 8, channels=8), (0.4, 5), (1, 1), VALID
    ),
    "fully_connected": ops.fully_connected(
        Int8((2, 10), 0.1, 4), weights(7, 10, channels=7), (0.3, 9)
    ),
    "logistic": ops.logistic(IMAGE),
    "max_pool": ops.max_pool_2d(IMAGE, (2, 2), (2, 2), VALID),
    "mean": ops.mean(IMAGE, [1, 2], (0.2, 1)),
    "mul": ops.mul(IMAGE, Constant(noise(1, 6, 5, 4), 0.02, 1), (0.3, 1)),
    "pad": ops.pad(IMAGE, [(0, 0), (1, 2), (0, 1), (0, 0)]),
    "quantize": ops.quantize(IMAGE, (0.3, 60)),
    "relu": ops.relu(IMAGE, (0.1, -5)),
    "relu6": ops.relu6(IMAGE),
    "softmax": ops.softmax(Int8((3, 20), 0.2, 8)),
    "split": ops.split(IMAGE, 1, 3),
    "strided_slice": ops.strided_slice(IMAGE, [slice(None), slice(5, 1, -2), slice(1, 4), 2]),
    "transpose": ops.transpose(IMAGE, (0, 3, 1, 2)),
}


def check(run_generated, file: bytes) -> list[np.ndarray]:
    """What both gave."""
    model = parse(file)
    inputs = [noise(model.tensors[t].count) for t in model.inputs]
    expected = Runtime(file)(inputs)
    for e, a in zip(expected, run_generated(file, inputs), strict=True):
        np.testing.assert_array_equal(a, e)
    return expected


@pytest.mark.parametrize("name", OPERATORS)
def test_generated_operator_outputs_equal_loaded(run_generated, name):
    outputs = check(run_generated, ops.packed(OPERATORS[name]))
    assert any(len(np.unique(o)) > 1 for o in outputs)


@pytest.mark.parametrize("kind", ["conv", "depthwise", "dense"])
@pytest.mark.parametrize("seed", range(8))
def test_generated_random_record_outputs_equal_loaded(run_generated, kind, seed):
    rng = np.random.default_rng(seed)
    check(run_generated, random_centralized(rng, random_geometry(rng, kind)))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_generated_network_outputs_equal_loaded(run_generated, path):
    check(run_generated, path.read_bytes())


def test_generated_code_twice_is_the_same():
    file = deployable(GOLDEN[0].read_bytes())
    texts = [
        render(read_program(file), "net")
        for render in (render_source, render_header)
        for _ in range(2)
    ]
    assert texts[0] == texts[1]
    assert texts[2] == texts[3]


def test_generated_arena_is_activations_and_scratch():
    file = deployable(GOLDEN[0].read_bytes())
    program, loaded = read_program(file), Runtime(file).program
    assert program.arena_bytes == loaded.activation_bytes + loaded.scratch_bytes
    assert f"NET_ARENA_BYTES {program.arena_bytes} " in render_header(program, "net")


@pytest.mark.parametrize("name", ["Net", "2nd", "my-net", "net;", ""])
def test_generated_name_that_is_no_identifier_raises_usage_error(name):
    program = read_program(GOLDEN[0].read_bytes())
    with pytest.raises(UsageError, match="no name for C"):
        render_source(program, name)


def test_read_program_of_damaged_model_raises_bad_input():
    with pytest.raises(BadInputError, match="E_FORMAT"):
        read_program(b"garbage!" * 9)
