"""Portable files in TFLM with seedlite's DECODE, where SEEDLITE_TFLM_CHECKOUTS names its sources:
on this machine and on the emulated board."""

import functools
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import seedlite
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.codec.section import with_checksum
from seedlite.errors import DeviceError
from seedlite.format.constants import OP_FULLY_CONNECTED, SECTION_NAME, TYPE_INT8, TYPE_INT32
from seedlite.format.layout import RECORD
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.pack import pack
from seedlite.model.parse import metadata_offset, parse
from tests.support.builders import dense_model, quantization
from tests.support.portable import joined, outputs_here, random_inputs, with_lookup_table
from tests.support.tflm.build import Build, build_program, build_tflm, largest_weights
from tests.support.tflm.checkouts import VARIABLE, Checkouts, find_checkouts
from tests.support.tflm.host import run_on_host
from tests.support.tflm.targets import host_target
from tests.support.zoo import tflite

OWN = "residual_separable"  # convolutions, depthwise ones and a dense layer
REFERENCE = (
    "ic_resnet8_int8",
    "ad_autoencoder_int8",
    "zoo/har_reduce_max_float_io",
    "zoo/resnet8_uint8_in_float_out",
)
LAYERS = "CONV|FULLY"


@pytest.fixture(scope="module")
def checkouts() -> Checkouts:
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no checkouts of TFLM")
    return find_checkouts(None)


@functools.cache
def own_file(bits: float) -> bytes:
    return seedlite.convert(tflite(OWN), bits=bits, layers=LAYERS, portable=True).file


@functools.cache
def reference_file(path: Path, bits: float) -> bytes:
    return seedlite.convert(path, bits=bits, portable=True).file


def on_host(file: bytes, checkouts: Checkouts, inputs: list[np.ndarray], memory: int = 0) -> bytes:
    build = Build("reference", "-O2", memory)
    return run_on_host(build_program(file, host_target(), checkouts, build), joined(inputs)).outputs


def on_board(file: bytes, board, checkouts: Checkouts, kernels: str, memory: int) -> bytes:
    firmware = build_tflm(file, board, checkouts, Build(kernels, "-O2", memory))
    inputs = np.frombuffer(joined(random_inputs(file)), np.int8).reshape(1, -1)
    return run_on_qemu(firmware, inputs).outputs.tobytes()


def assert_equal_on_host(file: bytes, checkouts: Checkouts) -> None:
    """Asserts that TFLM gives the runtime's bytes without memory for weights, and with it."""
    inputs = random_inputs(file)
    expected = outputs_here(file, inputs)
    assert len(set(expected)) > 1
    for memory in (0, largest_weights(parse(file))):
        assert on_host(file, checkouts, inputs, memory) == expected


@pytest.mark.parametrize("bits", [2, 4])
def test_own_network_gives_equal_bytes_on_this_machine(checkouts, bits):
    assert_equal_on_host(own_file(bits), checkouts)


@pytest.mark.slow
@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("name", REFERENCE)
def test_reference_model_gives_equal_bytes_on_this_machine(checkouts, shared, name, bits):
    assert_equal_on_host(reference_file(shared / "models" / f"{name}.tflite", bits), checkouts)


@pytest.mark.qemu
@pytest.mark.slow
@pytest.mark.parametrize("bits", [2, 4])
def test_own_network_gives_equal_bytes_on_the_board(checkouts, board, bits):
    file = own_file(bits)
    expected = outputs_here(file, random_inputs(file))
    for kernels in ("reference", "cmsis-nn"):
        for memory in (0, largest_weights(parse(file))):
            assert on_board(file, board, checkouts, kernels, memory) == expected


@pytest.mark.qemu
@pytest.mark.slow
@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("name", REFERENCE)
def test_reference_model_gives_equal_bytes_on_the_board(checkouts, board, shared, name, bits):
    file = reference_file(shared / "models" / f"{name}.tflite", bits)
    expected = outputs_here(file, random_inputs(file))
    for memory in (0, largest_weights(parse(file))):
        assert on_board(file, board, checkouts, "cmsis-nn", memory) == expected


def two_layers() -> Model:
    """A dense layer whose weights have few values, behind one of many."""
    first = dense_model(24, 40)
    rng = np.random.default_rng(1)
    weights = rng.choice(np.arange(-120, 120, 16), (10, 24)).astype(np.int8)
    bias = rng.integers(-1000, 1000, 10).astype("<i4")
    tensors = [
        *first.tensors,
        Tensor((10, 24), TYPE_INT8, weights.tobytes(), quantization(0.01)),
        Tensor((10,), TYPE_INT32, bias.tobytes(), quantization(0.005)),
        Tensor((1, 10), TYPE_INT8, None, quantization(5.0, 1), "last"),
    ]
    second = Operator(OP_FULLY_CONNECTED, [3, 4, 5], [6], version=4)
    operators = [*first.operators, second]
    return replace(first, tensors=tensors, operators=operators, outputs=[6])


@pytest.mark.parametrize("memory", [0, 960])
def test_lookup_table_goes_to_tflms_own_decode_beside_ours(checkouts, memory):
    file = seedlite.convert(pack(two_layers()), bits=4, layers="^0 ", portable=True).file
    inputs = random_inputs(file)
    expected = outputs_here(file, inputs)
    mixed = pack(with_lookup_table(parse(file), 2))
    decodes = [o for o in parse(mixed).operators if o.is_decode]
    types = [parse(mixed).tensors[o.inputs[1]].data[0] for o in decodes]
    assert types == [RECORD.fields["decode_type"].low, 0]
    assert on_host(mixed, checkouts, inputs, memory) == expected


def with_record(file: bytes, change) -> bytes:
    """Returns the file with its only record, bytes, changed."""
    model = parse(file)
    (decode,) = (o for o in model.operators if o.is_decode)
    tensors = [*model.tensors]
    for place, data in enumerate(change(*(tensors[t].data for t in decode.inputs))):
        tensors[decode.inputs[place]] = replace(
            tensors[decode.inputs[place]], data=data, shape=(len(data),)
        )
    return pack(replace(model, tensors=tensors))


def resealed(file: bytes) -> bytes:
    """Returns the file with the checksum of its bytes."""
    section = metadata_offset(file, SECTION_NAME)
    return with_checksum(file, section)


def byte(at: int, value: int):
    """A change of one byte of the record."""
    return lambda encoded, record: (encoded, record[:at] + bytes([value]) + record[at + 1 :])


AT = {name: RECORD.offset(name) for name in RECORD.fields}
HOSTILE = {
    "decode version": (byte(AT["decode_version"], 9), "record's DECODE type"),
    "reserved": (byte(AT["reserved_byte"], 1), "record's reserved bytes"),
    "count": (byte(AT["count"], 1), "record's number of weights"),
    "batch": (byte(AT["batch_size"] + 3, 255), "record's batch size"),
    "k": (byte(AT["bits_per_draw"], 9), "record's V or k"),
    "V": (byte(AT["values_per_draw"], 0), "record's V or k"),
    "flags": (byte(AT["flags"], 1), "record's statistics or flags"),
    "mean bits": (byte(AT["mean_bits"], 8), "record's statistics or flags"),
    "row codes": (byte(AT["row_code_bits"], 200), "record's row code widths"),
    "mask": (byte(AT["mask_group"], 1), "encoded tensor is too short|bytes of seed bits"),
    "short record": (lambda e, r: (e, r[:-1]), "bytes of the record"),
    "one byte": (lambda e, r: (e, r[:1]), "bytes of the record"),
    "short stream": (lambda e, r: (e[:-1], r), "bytes of seed bits"),
    "no stream": (lambda e, r: (e[:1], r), "encoded tensor is too short|bytes of seed bits"),
    "long stream": (lambda e, r: (e + b"\0", r), "bytes of seed bits"),
    "another's type": (byte(0, 77), "unsupported decode type 77"),
}


@pytest.fixture(scope="module")
def portable_dense() -> bytes:
    return seedlite.convert(pack(dense_model(24, 40)), bits=2, portable=True).file


@pytest.fixture(scope="module")
def dense(checkouts, portable_dense) -> Callable[[bytes], bytes]:
    """A function: the outputs of a file with the same operators."""
    program = build_program(portable_dense, host_target(), checkouts, Build("reference", "-O2"))
    inputs = joined(random_inputs(portable_dense))
    return lambda file: run_on_host(program, inputs, file).outputs


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_record_is_refused_with_its_fault(dense, portable_dense, case):
    change, message = HOSTILE[case]
    with pytest.raises(DeviceError, match=re.compile(message)):
        dense(with_record(portable_dense, change))


def test_row_codes_are_refused_with_the_remedy(dense):
    with pytest.raises(DeviceError, match="convert with --portable"):
        dense(seedlite.convert(pack(dense_model(32, 400)), bits=4).file)


@pytest.mark.parametrize("method", [{"bits": 1.5}, {"method": "unitary"}, {"method": "layer"}])
def test_other_methods_give_equal_bytes(dense, method):
    file = seedlite.convert(pack(dense_model(24, 40)), portable=True, **method).file
    assert dense(file) == outputs_here(file, random_inputs(file))


def test_changed_bits_of_a_record_are_refused_or_decoded_like_here(dense, portable_dense):
    (decode,) = (o for o in parse(portable_dense).operators if o.is_decode)
    record = parse(portable_dense).tensors[decode.inputs[1]].data
    accepted = 0
    for bit in range(8 * len(record)):
        changed = bytearray(record)
        changed[bit // 8] ^= 1 << bit % 8
        file = resealed(with_record(portable_dense, lambda e, _, c=bytes(changed): (e, c)))
        here = _outcome(lambda f: outputs_here(f, random_inputs(f)), file)
        assert _outcome(dense, file) == here
        accepted += here is not None
    assert 0 < accepted < 8 * len(record)


def _outcome(run: Callable[[bytes], bytes], file: bytes) -> bytes | None:
    """Returns the outputs, or None where the file is refused."""
    try:
        return run(file)
    except seedlite.SeedliteError:
        return None
