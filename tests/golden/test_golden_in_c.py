"""The golden vectors of generators and records, reproduced by the C runtime."""

import csv
import ctypes
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from c_weights import CWeights
from seedlite import _constants as c
from seedlite.encoder import NetworkStatistics, Record
from seedlite.section import Entry, pack_section, with_checksum
from seedlite.tflite import Model, Operator, Quantization, Tensor, pack
from seedlite.tflite.pack import assign_buffers

GOLDEN = Path(__file__).parent
RUNTIME = GOLDEN.parents[1] / "runtime_c"
SHIM = """
#include "sl_generator.h"
int32_t value(int counter, uint32_t generator, uint32_t seed, uint32_t index, uint32_t number) {
  uint32_t hash = counter ? sl_hash_counter(index, seed) : sl_hash_window(index, seed);
  while (number--) hash = sl_hash_next(hash, seed);
  return sl_generator_value(generator, hash);
}
"""


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open() as file:
        return list(csv.DictReader(file))


def test_generator_vectors_come_out_of_the_runtime(tmp_path: Path):
    source, target = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    includes = [f"-I{RUNTIME / 'src'}", f"-I{RUNTIME / 'include'}"]
    subprocess.run(["cc", "-shared", "-fPIC", *includes, source, "-o", target], check=True)
    value = ctypes.CDLL(str(target)).value
    vectors = rows("generators.csv")
    assert len(vectors) > 500
    for row in vectors:
        numbers = [int(row[key]) for key in ("generator", "seed", "index", "value")]
        assert value(row["state"] == "counter", *map(ctypes.c_uint32, numbers)) == int(row["r"])


def file_of(row: dict[str, str], record: Record, shape: tuple[int, ...]) -> bytes:
    """A file whose tensor 0 the record regenerates."""
    scale = np.frombuffer(bytes.fromhex(row["base_scale"]), "<f4")
    quantization = Quantization(scale, np.zeros(1, np.int64), int(row["channel_axis"]))
    data = bytes.fromhex(row["encoded"])
    model = Model(
        tensors=[
            Tensor(shape, c.TYPE_INT8, None, quantization),
            Tensor((len(data),), c.TYPE_UINT8, data),
            Tensor((c.RECORD_BYTES,), c.TYPE_UINT8, record.pack()),
        ],
        operators=[Operator(c.OP_CUSTOM, [1, 2], [0], custom_code=c.DECODE_OPERATOR)],
        inputs=[],
        outputs=[],
    )
    keys = ("network_mean", "network_spread", "network_shift")
    network = NetworkStatistics(*(int(row[key]) for key in keys))
    _, buffers = assign_buffers(model)
    entry = Entry(0, buffers[1], buffers[2], record)
    model.metadata = {
        c.ARENA_PLAN_NAME: struct.pack("<6i", 1, 1, 3, -1, -1, -1),
        c.SECTION_NAME: pack_section([entry], network),
    }
    return with_checksum(pack(model))


@pytest.mark.parametrize("row", rows("records.csv"), ids=lambda row: row["name"])
def test_record_vectors_come_out_of_the_runtime(row: dict[str, str]):
    record = Record.unpack(bytes.fromhex(row["record"]))
    shape = tuple(map(int, row["shape"].split("x")))
    channels = shape[int(row["channel_axis"])]
    found = CWeights(file_of(row, record, shape), 0, channels).read(0, record.count, record.count)
    expected = np.frombuffer(bytes.fromhex(row["weights"]), np.int8).reshape(shape)
    stream = expected.T if record.input_major else expected
    assert np.array_equal(found, stream.reshape(-1))
