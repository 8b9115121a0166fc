"""Hostile files: the runtime refuses them with a code, or runs them inside their bounds."""

import ctypes
import struct

import numpy as np
import pytest

from seedlite.codec.record import Record
from seedlite.compress.inspection import inspect
from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.format.layout import RECORD
from seedlite.interpreters.host import verify
from seedlite.libraries import library
from seedlite.model.graph import Model, Operator, Quantization, Tensor
from seedlite.model.pack import pack
from seedlite.model.parse import root_table
from seedlite.model.schema import MetadataField, ModelField
from tests.support.builders import quantization
from tests.support.sections import with_section


def plan(*offsets: int) -> dict[str, bytes]:
    words = (1, 1, len(offsets), *offsets)
    return {c.ARENA_PLAN_NAME: struct.pack(f"<{len(words)}i", *words)}


def activation(size: int) -> Tensor:
    return Tensor((1, size), c.TYPE_INT8, None, quantization(0.05))


def test_regenerated_weights_as_operand_are_refused():
    """A record's tensor with a place in the plan far outside the arena."""
    model = Model([activation(64) for _ in range(3)], [], [0], [2])
    record = Record(64, 64, mean=1, spread=1)
    model.tensors += [
        Tensor((1,), c.TYPE_UINT8, b"\0"),
        Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, record.pack()),
    ]
    model.operators = [
        Operator(c.OP_CUSTOM, [3, 4], [1], custom_code=c.DECODE_OPERATOR),
        Operator(c.OP_ADD, [0, 1], [2]),
    ]
    model.metadata = plan(0, 0x100000, 64, -1, -1)
    file = with_section(model, (1, 3, 4))
    with pytest.raises(BadInputError, match="E_UNSUPPORTED: operand"):
        verify(file)


def test_record_of_more_weights_than_bit_offsets_can_reach_is_refused():
    side = 1 << 14
    record = bytearray(Record(1, 1, mean=1, spread=1).pack())
    for field in ("count", "batch_size"):
        struct.pack_into("<I", record, RECORD.offset(field), side * side)
    weights = Tensor((side, side), c.TYPE_INT8, None, quantization(0.05))
    model = Model([activation(side), weights, activation(side)], [], [0], [2])
    model.tensors += [
        Tensor((1,), c.TYPE_UINT8, b"\0"),
        Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, bytes(record)),
    ]
    model.operators = [
        Operator(c.OP_CUSTOM, [3, 4], [1], custom_code=c.DECODE_OPERATOR),
        Operator(c.OP_FULLY_CONNECTED, [0, 1, -1], [2]),
    ]
    model.metadata = plan(0, -1, side, -1, -1)
    file = with_section(model, (1, 3, 4))
    with pytest.raises(BadInputError, match="E_SECTION: more weights than a record"):
        verify(file)


def test_regenerated_weights_of_two_operators_are_refused():
    """SPEC.md allows one user; many would have the record read again for each."""
    record = Record(64, 64, mean=1, spread=1)
    weights = Tensor((8, 8), c.TYPE_INT8, None, quantization(0.05))
    model = Model([activation(8), weights, activation(8), activation(8)], [], [0], [3])
    model.tensors += [
        Tensor((1,), c.TYPE_UINT8, b"\0"),
        Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, record.pack()),
    ]
    model.operators = [
        Operator(c.OP_CUSTOM, [4, 5], [1], custom_code=c.DECODE_OPERATOR),
        Operator(c.OP_FULLY_CONNECTED, [0, 1, -1], [2]),
        Operator(c.OP_FULLY_CONNECTED, [2, 1, -1], [3]),
    ]
    model.metadata = plan(0, -1, 16, 32, -1, -1)
    file = with_section(model, (1, 4, 5))
    with pytest.raises(BadInputError, match="E_SECTION: regenerated weights have several users"):
        verify(file)


def test_metadata_of_others_must_refer_to_a_buffer():
    model = Model([activation(8) for _ in range(2)], [], [0], [1], plan(0, 16))
    model.operators = [Operator(c.OP_ADD, [0, 0], [1])]
    model.metadata |= {"others": b"1234"}
    file = bytearray(pack(model))
    entry = root_table(bytes(file)).tables(ModelField.METADATA)[1]
    struct.pack_into("<I", file, entry.field(MetadataField.BUFFER), 99)
    with pytest.raises(BadInputError, match="E_INDEX: buffer index"):
        verify(bytes(file))


@pytest.mark.parametrize("scale", [-0.05, 0.0, np.inf, np.nan])
def test_scale_of_a_tensor_that_needs_none_is_refused_where_it_is_no_scale(scale):
    """Found by the reader's fuzzer: Python refused what the runtime did not look at."""
    model = Model([activation(8) for _ in range(2)], [], [0], [1], plan(0, 16, -1))
    model.operators = [Operator(c.OP_ADD, [0, 0], [1])]
    model.tensors.append(Tensor((1,), c.TYPE_INT32, bytes(4), quantization(0.05)))
    assert verify(pack(model)) > 0
    model.tensors[-1].quantization = quantization(scale)
    for read in (verify, lambda file: inspect(file, "model")):
        with pytest.raises(BadInputError, match="E_QUANT"):
            read(pack(model))


def test_stock_model_whose_activations_no_arena_holds_is_refused():
    """Found by the reader's fuzzer: the arena plan's offsets were written unchecked."""
    wide = activation(2**30)
    model = Model([wide, wide, wide, wide], [], [0, 1], [3])
    model.operators = [Operator(c.OP_ADD, [0, 1], [2]), Operator(c.OP_MAX_POOL_2D, [2], [3])]
    with pytest.raises(BadInputError, match=r"(?s)E_SIZE: .* an arena of 2147483648 bytes"):
        inspect(pack(model), "model")


def test_operators_without_outputs_are_refused():
    """Thousands of operators that share thousands of inputs with thousands of scales."""
    many = 3000
    scales = Quantization(np.full(many, 0.05, np.float32), np.zeros(many, np.int64), 0)
    wide = Tensor((many, 1), c.TYPE_INT8, bytes(many), scales)
    model = Model([activation(64), wide, activation(64)], [], [0], [2], plan(0, -1, 64))
    model.operators = [Operator(c.OP_ADD, [0, 0], [2])]
    model.operators += [Operator(c.OP_ADD, [1] * many, []) for _ in range(many)]
    with pytest.raises(BadInputError, match="E_UNSUPPORTED"):
        verify(pack(model))


def test_live_tensors_that_overlap_are_refused():
    model = Model([activation(64) for _ in range(3)], [], [0], [2], plan(0, 64, 32))
    model.operators = [Operator(c.OP_ADD, [0, 0], [1]), Operator(c.OP_ADD, [0, 1], [2])]
    with pytest.raises(BadInputError, match="E_ARENA: live tensors overlap"):
        verify(pack(model))


@pytest.mark.parametrize(
    ("operators", "words"),
    [
        ([([0, 2], [1]), ([1, 1], [2])], "E_GRAPH: operator reads what it or a later one"),
        ([([0, 0], [2]), ([0, 0], [2])], "E_GRAPH: operator writes a constant or a tensor"),
        ([([0, 0], [2])], None),
        ([([1, 1], [2])], "E_GRAPH: tensor is used but never written"),
    ],
    ids=["cycle", "twice", "sound", "unwritten"],
)
def test_graph_order_is_checked(operators, words):
    model = Model([activation(8) for _ in range(3)], [], [0], [2], plan(0, 16, 32))
    model.operators = [Operator(c.OP_ADD, *lists) for lists in operators]
    if words is None:
        assert verify(pack(model)) > 0
    else:
        with pytest.raises(BadInputError, match=words):
            verify(pack(model))


def test_every_status_has_its_text_in_c():
    lib = library("seedlite_runtime")
    lib.sl_status_text.restype = ctypes.c_char_p
    for code, (_, text) in c.STATUS.items():
        assert lib.sl_status_text(code).decode() == text
    assert lib.sl_status_text(1).decode() == "unknown status"
