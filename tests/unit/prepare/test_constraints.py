"""Constraints say what the runtime refuses: of every operator, with one thing changed at a time."""

import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters.host import verify
from seedlite.model.graph import Model, Tensor
from seedlite.model.schema import RUNTIME
from seedlite.prepare.checking.constraints.node import Node
from seedlite.prepare.checking.constraints.table import CONSTRAINTS, remedy, sentence, violations
from seedlite.prepare.checking.constraints.tensors import EVERYWHERE, complete
from seedlite.prepare.checking.judge import judge
from seedlite.prepare.single_operator import alone
from tests.support import ops
from tests.support.operators import OPERATORS
from tests.support.ops import Int8, UInt8
from tests.support.places import ROOT
from tests.support.wrong_models import WRONG, per_channel


def reshape(x: Int8, shape: tuple[int, ...]) -> Model:
    """Without the input that repeats the shape, which the runtime does not read."""
    model = ops.reshape(x, shape)
    model.operators[0].inputs.pop()
    return model


EVERY = OPERATORS | {
    "reshape": reshape(Int8((2, 6)), (3, 4)),
    "quantize from uint8": ops.quantize(UInt8((2, 6), 0.1, 200), (0.2, -7)),
    "quantize to uint8": ops.quantize(Int8((2, 6), 0.1, 100), (0.2, 0), UInt8),
    "reshape of uint8": reshape(UInt8((2, 6), 0.1, 200), (3, 4)),
}


def changes(tensor: Tensor) -> Iterator[Tensor]:
    """The tensor with one thing changed each."""
    shape = tensor.shape
    for axis, extent in enumerate(shape):
        yield reshaped(tensor, (*shape[:axis], extent + 1, *shape[axis + 1 :]))
        yield reshaped(tensor, (*shape[:axis], 0, *shape[axis + 1 :]))
    yield reshaped(tensor, (1, *shape))
    yield reshaped(tensor, (1,) * 7 + shape)
    yield replace(tensor, type=c.TYPE_UINT8)
    yield replace(tensor, type=c.TYPE_INT64)
    yield replace(tensor, data=None)
    yield replace(tensor, quantization=None)
    if tensor.quantization is not None:
        for scale in (1e-40, 1e-30, 1e-9, 1e9, 1e30):
            scales = np.full_like(tensor.quantization.scales, scale)
            yield replace(tensor, quantization=replace(tensor.quantization, scales=scales))
        for zero_point in (-129, -1, 1, 128, 256):
            zeros = np.full_like(tensor.quantization.zero_points, zero_point)
            yield replace(tensor, quantization=replace(tensor.quantization, zero_points=zeros))
        if shape:
            yield replace(tensor, quantization=per_channel(shape))
    if tensor.type == c.TYPE_INT32 and tensor.data is not None:
        for add in (-9, -1, 1, 9):
            yield replace(tensor, data=(tensor.array() + add).astype("<i4").tobytes())


def reshaped(tensor: Tensor, shape: tuple[int, ...]) -> Tensor:
    """With as many bytes as the shape needs."""
    data = tensor.data
    if data is not None:
        size = len(data) // max(tensor.count, 1) * int(np.prod(shape))
        data = (data * (size // max(len(data), 1) + 1))[:size] or None
    return replace(tensor, shape=shape, data=data)


def mutants(model: Model) -> Iterator[Model]:
    for number, tensor in enumerate(model.tensors):
        for changed in changes(tensor):
            mutant = deepcopy(model)
            mutant.tensors[number] = changed
            yield mutant
    for place in range(len(model.operators[0].inputs)):
        mutant = deepcopy(model)
        mutant.operators[0].inputs[place] = -1
        yield mutant
    for name in model.operators[0].options:
        for value in (-1, 0, 1, 2, 3, 4):
            mutant = deepcopy(model)
            mutant.operators[0].options[name] = value
            yield mutant


def refused(model: Model) -> str:
    """The runtime's words, or nothing."""
    try:
        verify(alone(model, model.operators[0]))
    except BadInputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", EVERY)
def test_constraints_agree_with_the_runtime_on_every_change_of_an_operator(name):
    wrong = 0
    for mutant in mutants(EVERY[name]):
        words, broken = refused(mutant), violations(Node(mutant, mutant.operators[0]))
        assert bool(words) == bool(broken), (words, broken, mutant)
        wrong += bool(words)
    assert wrong > 10


@pytest.mark.parametrize("case", WRONG)
def test_constraints_say_what_is_wrong_with_one_operator(case):
    model, change, _ = WRONG[case]
    model = deepcopy(model)
    change(model)
    assert refused(model)
    assert violations(Node(model, model.operators[0]))


@pytest.mark.parametrize("name", EVERY)
def test_operator_as_it_should_be_breaks_no_constraint(name):
    model = EVERY[name]
    assert violations(Node(model, model.operators[0])) == []
    assert refused(model) == ""


def test_every_supported_operator_has_constraints():
    assert CONSTRAINTS.keys() == RUNTIME.keys()


def test_every_constraint_has_a_sentence_and_a_remedy():
    for constraint in {complete, *EVERYWHERE, *(k for ks in CONSTRAINTS.values() for k in ks)}:
        assert sentence(constraint).endswith(".")
        assert remedy(constraint)
        assert not remedy(constraint).endswith(".")


def test_page_of_operators_is_up_to_date():
    command = [sys.executable, "-m", "tools.write_operators", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_joined_parts_beyond_the_ports_of_a_model_are_judged():
    parts = [ops.Int8((1, 3)) for _ in range(c.MAX_PORTS + 1)]
    assert judge(ops.concatenation(parts, 1))[0][0].cause == "256 inputs; 255 are the most"
