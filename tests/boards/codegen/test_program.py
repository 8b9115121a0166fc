"""Generated code gives the bytes that the loader's path gives."""

import json
from dataclasses import replace

import numpy as np
import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.errors import BadInputError, UsageError
from seedlite.interpreters.host import Runtime
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model, planned
from tests.support.operators import OPERATORS
from tests.support.operators.example import noise
from tests.support.places import GOLDEN_MODELS
from tests.support.random_models import random_centralized, random_geometry

GOLDEN = sorted(GOLDEN_MODELS.glob("*.tflite"))


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
    outputs = check(run_generated, planned(OPERATORS[name]))
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


@pytest.mark.parametrize("name", ["*/", "a\n#error", "\\", "??/", '"', "\r\u2028#error", "/*", ""])
def test_generated_header_of_any_port_name_compiles(run_generated, name):
    model = dense_model(5, 7)
    for index in (0, 3):
        model.tensors[index] = replace(model.tensors[index], name=name)
    file = deployable(pack(model))
    check(run_generated, file)
    header = render_header(read_program(file), "net")
    assert f"// {json.dumps(name)}: int8 [1, 7]\n#define NET_INPUT_BYTES 7\n" in header
    assert f"// {json.dumps(name)}: int8 [1, 5]\n#define NET_OUTPUT_BYTES 5\n" in header


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
