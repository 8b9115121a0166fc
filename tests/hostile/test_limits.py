"""Files that are too large somewhere, or whose numbers would overflow: refused with a code."""

import ctypes
import struct

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from seedlite.codec.record import Record
from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters import host
from seedlite.interpreters.host import verify
from seedlite.model.graph import Model, Operator, Quantization, Tensor
from seedlite.model.pack import pack
from tests.support.builders import quantization
from tests.support.corrupted import edited, sound_network
from tests.support.sections import with_section

MOST = 2**31 - 1


def activation(*shape: int) -> Tensor:
    return Tensor(shape, c.TYPE_INT8, None, quantization(0.05))


def plan(*offsets: int) -> dict[str, bytes]:
    return {c.ARENA_PLAN_NAME: struct.pack(f"<{3 + len(offsets)}i", 1, 1, len(offsets), *offsets)}


def sum_of(tensors: list[Tensor], metadata: dict[str, bytes]) -> Model:
    """Tensor 1 is twice tensor 0."""
    return Model(tensors, [Operator(c.OP_ADD, [0, 0], [1])], [0], [1], metadata)


def refused(file: bytes, message: str) -> None:
    with pytest.raises(BadInputError, match=f"^{message}"):
        verify(file)


def test_more_tensors_than_there_may_be_are_refused():
    tensors = [activation(1) for _ in range(2049)]
    refused(pack(sum_of(tensors, plan(*[0] * 2049))), "E_UNSUPPORTED: number of tensors")
    tensors.pop()
    places = [0, 4] + [-1] * 2046
    assert verify(pack(sum_of(tensors, plan(*places)))) > 0


def test_more_operators_than_there_may_be_are_refused():
    model = sum_of([activation(1), activation(1)], plan(0, 4))
    model.operators *= 4097
    refused(pack(model), "E_UNSUPPORTED: number of operators")


@pytest.mark.parametrize("field", ["inputs", "outputs"])
@pytest.mark.parametrize("count", [0, c.MAX_PORTS + 1])
def test_number_of_ports_that_cannot_be_is_refused(field, count):
    model = sum_of([activation(1), activation(1)], plan(0, 4))
    model.outputs = [1] * c.MAX_PORTS
    assert verify(pack(model)) > 0
    if field == "outputs":
        model.outputs = [1] * count
        refused(pack(model), "E_UNSUPPORTED: number of the model's inputs or outputs")
    else:
        model.inputs = [0] * count
        refused(pack(model), "E_GRAPH")  # 0 is never written, or twice


def test_second_subgraph_is_refused():
    def add_subgraph(model: schema.ModelT) -> None:
        model.subgraphs.append(model.subgraphs[0])

    refused(edited(sound_network(), add_subgraph), "E_UNSUPPORTED: number of subgraphs")


@pytest.mark.parametrize("offset", [1, 2, 3])
def test_model_that_is_misaligned_in_memory_is_refused(offset):
    file = sound_network()
    memory = host._aligned(len(file) + 4, 4)
    memory[offset : offset + len(file)] = np.frombuffer(file, np.uint8)
    needed, error = ctypes.c_size_t(), host.Error()
    status = host._functions().sl_verify(
        memory.ctypes.data + offset, len(file), ctypes.byref(needed), ctypes.byref(error)
    )
    assert c.STATUS[status][0] == "E_FORMAT"
    assert error.what == b"model is not 4-byte aligned in memory"


@pytest.mark.parametrize("size", [0, 7, 2**31, 2**32 + 8])
def test_size_that_no_file_has_is_refused_before_anything_is_read(size):
    needed = ctypes.c_size_t()
    verify_ = host._functions().sl_verify
    assert c.STATUS[verify_(None, size, ctypes.byref(needed), None)][0] == "E_FORMAT"


@pytest.mark.parametrize("place", [-2, 2, MOST - 3, -(2**31)])
def test_place_outside_any_arena_is_refused(place):
    model = sum_of([activation(8), activation(8)], plan(place, 16))
    refused(pack(model), "E_ARENA: tensor's place in the arena plan: index 0")


def test_plan_of_another_length_is_refused():
    refused(pack(sum_of([activation(8)] * 2, plan(0, 16, 32))), "E_ARENA: arena plan's length")
    lies = plan(0, 16)[c.ARENA_PLAN_NAME].replace(struct.pack("<i", 2), struct.pack("<i", 3))
    model = sum_of([activation(8)] * 2, {c.ARENA_PLAN_NAME: lies})
    refused(pack(model), "E_ARENA: arena plan's length")


def test_activations_that_leave_no_room_for_the_program_are_refused():
    """All of 2^31 bytes but some, in place."""
    wide = activation(MOST - 31)
    model = Model([wide, wide], [Operator(c.OP_RELU6, [0], [1])], [0], [1], plan(0, 0))
    refused(pack(model), "E_SIZE: arena's size overflows")


def dense_of_rows(rows: int) -> bytes:
    """A dense layer of one weight, which is drawn once for all rows: that takes a sum each."""
    record = Record(1, 1, mean=1, spread=1)
    model = Model(
        [
            activation(rows, 1),
            Tensor((1, 1), c.TYPE_INT8, None, quantization(0.05)),
            activation(rows, 1),
            Tensor((1,), c.TYPE_UINT8, b"\0"),
            Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, record.pack()),
        ],
        [
            Operator(c.OP_CUSTOM, [3, 4], [1], custom_code=c.DECODE_OPERATOR),
            Operator(c.OP_FULLY_CONNECTED, [0, 1, -1], [2]),
        ],
        [0],
        [2],
        plan(0, -1, rows, -1, -1),
    )
    return with_section(model, (1, 3, 4))


def test_scratch_that_overflows_is_refused():
    assert verify(dense_of_rows(2**20)) >= 6 * 2**20
    refused(dense_of_rows(2**29), "E_SIZE: scratch size overflows")
    refused(dense_of_rows(3 * 2**27), "E_SIZE: arena's size overflows")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ((), None),
        ((2,) * c.MAX_RANK, None),
        ((2,) * (c.MAX_RANK + 1), "E_SHAPE: tensor's rank"),
        ((2**16, 2**16), "E_SIZE: tensor's size overflows"),
        ((2**31 - 1, 2), "E_SIZE: tensor's size overflows"),
        ((0,), "E_SHAPE: tensor's dimension"),
        ((3, -1), "E_SHAPE: tensor's dimension"),
    ],
    ids=str,
)
def test_shape_of_a_tensor_that_nobody_uses_is_checked(shape, code):
    model = sum_of([activation(8), activation(8), activation(*shape)], plan(0, 16, -1))
    if code is None:
        assert verify(pack(model)) > 0
    else:
        refused(pack(model), code)


def scales(count: int, zero_points: list[int], dimension: int = 0) -> Quantization:
    return Quantization(
        np.full(count, 0.05, np.float32), np.array(zero_points, np.int64), dimension
    )


@pytest.mark.parametrize(
    ("type_", "quantization", "code"),
    [
        (c.TYPE_INT8, scales(1, [127]), None),
        (c.TYPE_INT8, scales(1, [128]), "E_QUANT: tensor's zero point"),
        (c.TYPE_INT8, scales(1, [-129]), "E_QUANT: tensor's zero point"),
        (c.TYPE_INT8, scales(1, [2**32]), "E_QUANT: tensor's zero point"),
        (c.TYPE_INT8, scales(1, [-(2**32) + 5]), "E_QUANT: tensor's zero point"),
        (c.TYPE_INT8, scales(1, [0, 0]), "E_QUANT: tensor's scales or zero points are missing"),
        (c.TYPE_INT8, scales(0, []), "E_QUANT: tensor's scales or zero points are missing"),
        (c.TYPE_INT8, scales(2, [0, 0], 1), None),
        (c.TYPE_INT8, scales(2, [0, 1], 1), "E_QUANT: tensor's zero point"),
        (c.TYPE_INT8, scales(2, [0, 0], 0), "E_QUANT: tensor's number of scales"),
        (c.TYPE_INT8, scales(2, [0, 0], 2), "E_QUANT: tensor's number of scales"),
        (c.TYPE_INT8, None, "E_QUANT: tensor's scales or zero points are missing"),
        (c.TYPE_UINT8, None, None),
        (c.TYPE_UINT8, scales(1, [200]), None),
        (c.TYPE_UINT8, scales(1, [0, 0]), "E_QUANT: tensor's number of zero points"),
        (8, None, "E_UNSUPPORTED: tensor's type"),
    ],
)
def test_quantization_of_a_tensor_that_nobody_uses_is_checked(type_, quantization, code):
    model = sum_of([activation(8), activation(8)], plan(0, 16, -1))
    model.tensors.append(Tensor((3, 2), type_, bytes(6), quantization))
    if code is None:
        assert verify(pack(model)) > 0
    else:
        refused(pack(model), code)


@pytest.mark.parametrize(
    ("inputs", "outputs", "code"),
    [
        ([0, 0], [1], "E_GRAPH: graph input is constant or written"),
        ([2], [1], "E_GRAPH: graph input is constant or written"),
        ([1], [1], "E_GRAPH: graph input is constant or written"),
        ([0], [2], "E_GRAPH: graph output is not an activation"),
        ([0], [3], "E_INDEX: tensor index"),
        ([3], [1], "E_INDEX: tensor index"),
        ([-1], [1], "E_INDEX: tensor index"),
        ([0], [1, 1], None),
    ],
)
def test_inputs_and_outputs_of_the_graph_are_checked(inputs, outputs, code):
    model = sum_of([activation(8), activation(8)], plan(0, 16, -1))
    model.tensors.append(Tensor((8,), c.TYPE_INT8, bytes(8), quantization(0.05)))
    model.inputs, model.outputs = inputs, outputs
    if code is None:
        assert verify(pack(model)) > 0
    else:
        refused(pack(model), code)
