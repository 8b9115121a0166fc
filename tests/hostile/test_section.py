"""Sections and records that are wrong in one place each, the checksum being right: E_SECTION from
the runtime and, with the same code, from Python."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from seedlite.codec.record import Record
from seedlite.compress.inspection import inspect
from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters.host import verify
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.parse import root_table
from seedlite.model.schema import BufferField, ModelField
from tests.support.builders import quantization
from tests.support.hostile_drivers import host_outcomes
from tests.support.mutants import checksum_at, with_fitting_checksum
from tests.support.sections import with_section

OUTPUTS, INPUTS = 8, 16
COUNT = OUTPUTS * INPUTS
RECORD = Record(
    COUNT, batch_size=16, values_per_draw=1, bits_per_draw=2, spread_bits=4, mask_group=8
)
MASK_BYTES, SPREAD_BYTES = 2, 4
STREAM_BYTES = ((COUNT - 1) * 2 + 16 + 7) // 8
PARTS_BYTES = STREAM_BYTES + SPREAD_BYTES + MASK_BYTES
# offsets in the record (SPEC.md)
BATCH, SEED, VALUES, BITS, MEAN, SPREAD, FLAGS = 8, 12, 16, 17, 18, 19, 20
MEAN_BITS, SPREAD_BITS, ROW_BITS, ROW_MANTISSA, RESERVED, GROUP = 21, 22, 23, 24, 25, 26


@dataclass
class Case:
    """Changes of a sound file: bytes of the record, of the section's entry and of its header, and
    of the graph."""

    record: dict[int, int] = field(default_factory=dict)
    entry: dict[int, int] = field(default_factory=dict)
    header: dict[int, int] = field(default_factory=dict)
    encoded_bytes: int = PARTS_BYTES
    encoded: bytes | None = None
    entries: int = 1
    graph: Callable[[Model], None] = lambda model: None


def changed(data: bytes, values: dict[int, int]) -> bytes:
    array = bytearray(data)
    for at, value in values.items():
        array[at] = value
    return bytes(array)


def made(case: Case) -> bytes:
    """A dense layer's file: tensors input, weights, output, encoded, ancillary."""
    model = Model(
        [
            Tensor((1, INPUTS), c.TYPE_INT8, None, quantization(0.05)),
            Tensor((OUTPUTS, INPUTS), c.TYPE_INT8, None, quantization(0.01)),
            Tensor((1, OUTPUTS), c.TYPE_INT8, None, quantization(0.5)),
            Tensor((case.encoded_bytes,), c.TYPE_UINT8, case.encoded or bytes(case.encoded_bytes)),
            Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, changed(RECORD.pack(), case.record)),
        ],
        [
            Operator(c.OP_CUSTOM, [3, 4], [1], custom_code=c.DECODE_OPERATOR),
            Operator(c.OP_FULLY_CONNECTED, [0, 1, -1], [2], version=4),
        ],
        [0],
        [2],
        {c.ARENA_PLAN_NAME: struct.pack("<8i", 1, 1, 5, 0, -1, 16, -1, -1)},
    )
    case.graph(model)

    def edited(section: bytes) -> bytes:
        header, entry = section[: c.SECTION_HEADER_BYTES], section[c.SECTION_HEADER_BYTES :]
        assert len(entry) == c.SECTION_ENTRY_BYTES
        return changed(header, case.header) + changed(entry, case.entry) * case.entries

    return with_section(model, (1, 3, 4), edit=edited)


def tensor_with(number: int, **fields: object) -> Callable[[Model], None]:
    def change(model: Model) -> None:
        model.tensors[number] = replace(model.tensors[number], **fields)

    return change


def decode_of(inputs: list[int], outputs: list[int]) -> Callable[[Model], None]:
    def change(model: Model) -> None:
        model.operators[0].inputs, model.operators[0].outputs = inputs, outputs

    return change


def no_decode(model: Model) -> None:
    del model.operators[0]
    model.tensors[1].data = bytes(COUNT)


# fields of a record with statistics alone, and with the network's
ALONE = {VALUES: 0, BITS: 0, SPREAD_BITS: 0, GROUP: 0}
NETWORK = ALONE | {FLAGS: 1}
ALONE_BYTES = {"encoded_bytes": 1}
ENCODED, ANCILLARY = 3, 4  # tensors
INT8 = {"type": c.TYPE_INT8, "quantization": quantization(0.05)}
CASES = {
    "unknown version": Case(header={0: 3}),
    "a reserved byte of the header": Case(header={11: 1}),
    "the network's spread": Case(header={9: 43}),
    "the network's mean is -128": Case(header={8: 0x80}),
    "the network's mean and spread": Case(header={8: 2, 9: 42}),
    "number of records": Case(header={2: 2}),
    "a tensor twice": Case(header={2: 2}, entries=2),
    "a record that no operator uses": Case(entry={0: 2}),
    "encoded tensor in another buffer": Case(entry={2: 0}),
    "ancillary tensor in another buffer": Case(entry={4: 1}),
    "B = 0": Case({BATCH: 0}),
    "B above the number of weights": Case({BATCH: COUNT + 1}),
    "V = 0": Case({VALUES: 0}),
    "V = 9": Case({VALUES: 9}),
    "k = 9": Case({BITS: 9}),
    "DECODE type": Case({0: 129}),
    "DECODE version": Case({1: 2}),
    "reserved bytes before the count": Case({2: 1}),
    "reserved byte": Case({RESERVED: 1}),
    "number of weights": Case({4: COUNT - 1}),
    "count times size overflows": Case({7: 0x80}),
    "unknown flag": Case({FLAGS: 4}),
    "seed bits and a seed": Case({SEED: 1}),
    "seed bits and a mean": Case({MEAN: 1}),
    "seed bits and a spread of the tensor": Case({SPREAD: 1}),
    "seed bits and means": Case({MEAN_BITS: 1}),
    "seed bits and the network's statistics": Case({FLAGS: 1}),
    "mean of -128": Case(ALONE | {MEAN: 0x80}, **ALONE_BYTES),
    "mean and spread that leave int8": Case(ALONE | {MEAN: 2, SPREAD: 42}, **ALONE_BYTES),
    "spread of 43": Case(ALONE | {SPREAD: 43}, **ALONE_BYTES),
    "a batch that leaves int8": Case(
        ALONE | {SPREAD_BITS: 8}, encoded_bytes=8, encoded=bytes(7) + bytes([43])
    ),
    "a batch whose mean leaves int8": Case(
        ALONE | {MEAN_BITS: 8, SPREAD: 10}, encoded_bytes=8, encoded=bytes([98]) + bytes(7)
    ),
    "network statistics beside the tensor's mean": Case(NETWORK | {MEAN: 1}, **ALONE_BYTES),
    "network statistics beside the tensor's spread": Case(NETWORK | {SPREAD: 1}, **ALONE_BYTES),
    "network statistics beside the tensor's means": Case(NETWORK | {MEAN_BITS: 4}, encoded_bytes=4),
    "network statistics beside the tensor's spreads": Case(
        NETWORK | {SPREAD_BITS: 4}, encoded_bytes=4
    ),
    "9 bits of a spread": Case({SPREAD_BITS: 9}),
    "k = 0 with V = 2": Case(ALONE | {VALUES: 2}, **ALONE_BYTES),
    "row codes with more mantissa than bits": Case({ROW_BITS: 1, ROW_MANTISSA: 2}),
    "DECODE of three inputs": Case(graph=decode_of([3, 4, 0], [1])),
    "DECODE of two outputs": Case(graph=decode_of([3, 4], [1, 2])),
    "DECODE that writes an activation": Case(graph=decode_of([3, 4], [2])),
    "DECODE with its inputs exchanged": Case(graph=decode_of([4, 3], [1])),
    "no DECODE": Case(graph=no_decode),
    "encoded tensor of another type": Case(graph=tensor_with(ENCODED, **INT8)),
    "record of another type": Case(graph=tensor_with(ANCILLARY, **INT8)),
    "record of 32 bytes": Case(
        graph=tensor_with(ANCILLARY, shape=(32,), data=RECORD.pack() + bytes(4))
    ),
    "regenerated weights that are stored as well": Case(graph=tensor_with(1, data=bytes(COUNT))),
    "9 bits of a mean": Case({MEAN_BITS: 9}),
    "9 bits of a row code": Case({ROW_BITS: 9, ROW_MANTISSA: 4}),
    "row codes with 5 bits of mantissa": Case({ROW_BITS: 5, ROW_MANTISSA: 5}),
    "row codes with 5 bits of exponent": Case({ROW_BITS: 5}),
    "stream one byte short": Case(encoded_bytes=PARTS_BYTES - 1),
    "stream one byte long": Case(encoded_bytes=PARTS_BYTES + 1),
    "zero mask one byte long": Case(encoded_bytes=MASK_BYTES - 1),
    "zero mask of another length": Case({GROUP: 4}),
}


def test_sound_section_is_accepted():
    assert verify(made(Case())) > 0
    assert inspect(made(Case()), "m")["weights"] == COUNT


@pytest.mark.parametrize("name", CASES)
def test_bad_section_is_refused_by_runtime_and_python(name):
    file = made(CASES[name])
    for read in (verify, lambda file: inspect(file, "m")):
        with pytest.raises(BadInputError, match=r"^E_SECTION: "):
            read(file)


def test_bad_sections_are_refused_under_sanitizers(tmp_path):
    files = [made(case) for case in CASES.values()]
    assert host_outcomes(files, tmp_path) == ["E_SECTION"] * len(files)


@pytest.mark.parametrize(
    ("scale", "bits", "accepted"),
    [
        (2.0**-7, 4, True),
        (0.01, 4, False),  # whose lowest bits are not zero
        (2.0**120, 4, False),  # times 2^15
    ],
)
def test_scale_that_row_codes_multiply_is_checked(scale, bits, accepted):
    def change(model: Model) -> None:
        tensor_with(1, quantization=quantization(scale))(model)
        tensor_with(0, quantization=quantization(max(0.05 / scale * 1e-3, 1e-30)))(model)

    file = made(
        Case(
            {ROW_BITS: bits},
            encoded_bytes=PARTS_BYTES + OUTPUTS * bits // 8,
            graph=change,
        )
    )
    if accepted:
        assert verify(file) > 0
    else:
        with pytest.raises(BadInputError, match=r"^E_QUANT: scale that row codes multiply"):
            verify(file)


def test_input_major_order_of_what_is_no_matrix_is_refused():
    def convolution(model: Model) -> None:
        tensor_with(0, shape=(1, 1, 1, INPUTS))(model)
        tensor_with(1, shape=(OUTPUTS, 1, 1, INPUTS))(model)
        tensor_with(2, shape=(1, 1, 1, OUTPUTS))(model)
        model.operators[1] = Operator(
            c.OP_CONV_2D, [0, 1], [2], {"padding": 1, "stride_w": 1, "stride_h": 1}
        )

    assert verify(made(Case(graph=convolution))) > 0
    with pytest.raises(BadInputError, match=r"^E_SECTION: input-major order"):
        verify(made(Case({FLAGS: 2}, graph=convolution)))


def test_wrong_checksum_is_refused():
    file = bytearray(made(Case()))
    file[checksum_at(bytes(file))] ^= 1
    with pytest.raises(BadInputError, match=r"^E_SECTION: "):
        verify(bytes(file))


def test_payloads_that_overlap_are_refused():
    """The record is a part of the encoded tensor, with its length before it."""
    inner = len(RECORD.pack()).to_bytes(4, "little") + RECORD.pack()
    file = made(Case(encoded=inner.ljust(PARTS_BYTES, b"\0")))
    encoded, ancillary = root_table(file).tables(ModelField.BUFFERS)[1:3]
    field = ancillary.field(BufferField.DATA)
    moved = bytearray(file)
    struct.pack_into("<I", moved, field, encoded.vector_at(BufferField.DATA) - field)
    file = with_fitting_checksum(bytes(moved), checksum_at(file))
    with pytest.raises(BadInputError, match=r"^E_SECTION: payloads overlap"):
        inspect(file, "m")
