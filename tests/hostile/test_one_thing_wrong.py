"""Operators of small sound models, each with one thing changed: refused with its code."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.format.operators import Builtin
from seedlite.interpreters.host import verify
from seedlite.model.arena.plan import plan_arena
from seedlite.model.graph import Model, Operator
from seedlite.model.schema import RUNTIME
from tests.support import ops
from tests.support.builders import planned, quantization
from tests.support.operators import EXAMPLES, OPERATORS
from tests.support.ops import Int8, UInt8
from tests.support.wrong_models import WRONG, as_bytes, per_channel


def offsets_of(model: Model) -> list[int]:
    """Of the plan that the model gets, in the order of its tensors."""
    return [*plan_arena(model).offsets]


def refused(model: Model, code: str, offsets: list[int] | None = None) -> None:
    with pytest.raises(BadInputError, match=f"^{code}"):
        verify(planned(model, offsets))


def inputs_and_outputs(kind: Callable[[Model, int], bool]) -> list[tuple[str, int]]:
    """All tensors of all operators that are of a kind."""
    return [
        (name, tensor)
        for name, model in OPERATORS.items()
        for tensor in range(len(model.tensors))
        if kind(model, tensor)
    ]


def is_activation(model: Model, tensor: int) -> bool:
    return model.tensors[tensor].data is None and not model.tensors[tensor].variable


def is_output(model: Model, tensor: int) -> bool:
    return tensor in model.operators[0].outputs


def is_activation_input(model: Model, tensor: int) -> bool:
    return is_activation(model, tensor) and not is_output(model, tensor)


def is_int32_constant(model: Model, tensor: int) -> bool:
    return model.tensors[tensor].type == c.TYPE_INT32 and model.tensors[tensor].data is not None


def builtin(name: str) -> Builtin:
    return RUNTIME[OPERATORS[name].operators[0].code]


def needed(name: str) -> int:
    """The inputs that an example cannot do without: all but a bias."""
    return builtin(name).inputs if builtin(name).layer else len(OPERATORS[name].operators[0].inputs)


NEEDED = [(name, place) for name in OPERATORS for place in range(needed(name))]


@pytest.mark.parametrize("name", OPERATORS)
def test_operator_unchanged_is_accepted(name):
    assert verify(planned(OPERATORS[name])) > 0


@pytest.mark.parametrize(("name", "number"), NEEDED)
def test_input_left_out_is_refused(name, number):
    model = deepcopy(OPERATORS[name])
    offsets = offsets_of(model)
    model.operators[0].inputs[number] = -1
    refused(model, "E_INDEX", offsets)


@pytest.mark.parametrize(("name", "number"), NEEDED)
def test_inputs_that_end_early_are_refused(name, number):
    model = deepcopy(OPERATORS[name])
    offsets = offsets_of(model)
    del model.operators[0].inputs[number:]
    # what is joined is as long as the output says
    refused(model, "E_SHAPE" if name in ("concatenation", "pack") else "E_INDEX", offsets)


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_activation))
def test_activation_of_another_type_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    other = c.TYPE_INT32 if builtin(name).uint8 else c.TYPE_UINT8
    model.tensors[tensor].type = c.TYPE_INT64 if builtin(name).wide else other
    model.tensors[tensor].quantization = quantization(0.1, 100)
    refused(model, "E_UNSUPPORTED")


@pytest.mark.parametrize("tensor", [0, 1])
@pytest.mark.parametrize("zero_point", [-1, 256, 2**32])
def test_uint8_zero_point_outside_uint8_is_refused(tensor, zero_point):
    model = ops.quantize(UInt8((4,), 0.1, 255), (0.2, 0), UInt8)
    assert verify(planned(model)) > 0
    model.tensors[tensor].quantization = quantization(0.1, zero_point)
    refused(model, "E_QUANT")


@pytest.mark.parametrize("tensor", [0, 1])
@pytest.mark.parametrize("quantized", [None, quantization(1e-40), quantization(-1.0)])
def test_uint8_scale_that_is_missing_or_no_normal_number_is_refused(tensor, quantized):
    model = ops.quantize(UInt8((4,), 0.1, 255), (0.2, 0), UInt8)
    model.tensors[tensor].quantization = quantized
    refused(model, "E_QUANT")


@pytest.mark.parametrize("kinds", [(Int8, UInt8), (UInt8, Int8)])
def test_reshape_between_types_is_refused(kinds):
    model = ops.reshape(kinds[0]((4,), 0.1, 0), (2, 2))
    model.tensors[-1].type = kinds[1].type
    refused(model, "E_UNSUPPORTED")


def test_uint8_activation_that_no_quantize_reads_is_refused_within_a_graph():
    model = ops.quantize(Int8((1, 4), 0.1, 0), (0.1, 0), UInt8)
    model.tensors.append(replace(model.tensors[0]))
    model.operators.append(Operator(c.OP_RELU, [1], [2]))
    model.outputs = [2]
    refused(model, "E_UNSUPPORTED")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_activation))
def test_activation_with_a_scale_for_each_channel_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    model.tensors[tensor].quantization = per_channel(model.tensors[tensor].shape)
    refused(model, "E_QUANT")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_activation))
def test_activation_without_a_place_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    offsets = offsets_of(model)
    offsets[tensor] = -1
    refused(model, "E_ARENA", offsets)


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_activation_input))
def test_constant_in_the_place_of_an_activation_is_refused_where_it_is_no_operand(name, tensor):
    model = deepcopy(OPERATORS[name])
    model.tensors[tensor].data = bytes(int(np.prod(model.tensors[tensor].shape)))
    model.inputs.remove(tensor)
    if EXAMPLES[name].takes_constants:
        assert verify(planned(model)) > 0
    else:
        refused(model, "E_UNSUPPORTED")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_output))
def test_constant_that_is_written_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    model.tensors[tensor].data = bytes(model.tensors[tensor].bytes)
    refused(model, "E_GRAPH")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_int32_constant))
def test_int32_constant_of_another_type_or_none_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    as_bytes(tensor)(model)
    refused(model, "E_UNSUPPORTED")
    model.tensors[tensor].data = None
    model.tensors[tensor].quantization = quantization(0.1)
    model.inputs.append(tensor)
    refused(model, "E_UNSUPPORTED")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_int32_constant))
def test_int32_constant_with_a_value_more_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    data = (model.tensors[tensor].data or b"") + bytes(4)
    model.tensors[tensor] = replace(model.tensors[tensor], shape=(len(data) // 4,), data=data)
    refused(model, "E_SHAPE")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_output))
def test_output_of_another_shape_is_refused(name, tensor):
    shape = OPERATORS[name].tensors[tensor].shape
    for axis, extent in enumerate(shape):
        model = deepcopy(OPERATORS[name])
        model.tensors[tensor].shape = (*shape[:axis], extent + 1, *shape[axis + 1 :])
        batch = axis == 0 and builtin(name).layer in ("conv", "depthwise", "transposed")
        refused(model, "E_UNSUPPORTED" if batch else "E_SHAPE")
    model = deepcopy(OPERATORS[name])
    model.tensors[tensor].shape = (1, *shape)
    if tensor in EXAMPLES[name].any_rank:
        assert verify(planned(model)) > 0
    else:
        refused(model, "E_SHAPE")


@pytest.mark.parametrize(("name", "tensor"), inputs_and_outputs(is_activation_input))
def test_input_of_another_rank_is_refused(name, tensor):
    model = deepcopy(OPERATORS[name])
    model.tensors[tensor].shape = (1, *model.tensors[tensor].shape)
    if tensor in EXAMPLES[name].any_rank:
        assert verify(planned(model)) > 0
    else:
        refused(model, "E_SHAPE")


@pytest.mark.parametrize("case", WRONG)
def test_operator_with_one_thing_wrong_is_refused(case):
    model, change, message = WRONG[case]
    model = deepcopy(model)
    change(model)
    refused(model, message)
