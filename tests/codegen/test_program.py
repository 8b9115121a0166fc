"""Generated code gives the bytes that the loader's path gives."""

from pathlib import Path

import numpy as np
import pytest

import ops
from operator_models import OPERATORS, noise
from random_models import random_centralized, random_geometry
from seedlite.codegen import read_program, render_header, render_source
from seedlite.deploy import deployable
from seedlite.errors import BadInputError, UsageError
from seedlite.runtime import Runtime
from seedlite.tflite import parse

GOLDEN = sorted((Path(__file__).parents[1] / "golden/models").glob("*.tflite"))


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
