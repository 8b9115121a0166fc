"""The golden vectors of draws, levels and records, reproduced by the C runtime."""

import csv
import ctypes
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from seedlite.codec.record import Record
from seedlite.codec.tensors import NetworkStatistics
from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Quantization, Tensor
from tests.support.c_weights import CWeights
from tests.support.places import GOLDEN, ROOT
from tests.support.sections import with_section

RUNTIME = ROOT / "runtime_c"
SHIM = """
#include "weights/sl_draw_window.h"
int32_t draw(uint32_t bits, uint32_t window, uint32_t column) {
  uint32_t first = window & SL_INDEX_MASK;
  uint32_t second = (window >> sl_index_distance(bits) & SL_INDEX_MASK) + 1;
  uint32_t word = column / 4;
  uint32_t sums = sl_add_quads(sl_table_octets[2 * first + word],
                               sl_table_octets[2 * second + word]);
  return (int8_t)(sums >> 8 * (column % 4));
}
int32_t level(uint32_t row, uint32_t weight, uint32_t length, uint32_t seed) {
  const sl_weights weights = {.row_length = length, .seed = seed};
  const sl_statistics standard = {0, 1};
  int8_t r;
  sl_draw_levels(&weights, standard, row * length + weight, 1, &r);
  return r;
}
"""


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["draw", "level"])
def test_vectors_of_draws_and_levels_come_out_of_the_runtime(tmp_path: Path, name: str):
    source, target = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    includes = [f"-I{RUNTIME / 'src'}", f"-I{RUNTIME / 'include'}"]
    used = [RUNTIME / "src/weights" / file for file in ("sl_table_octets.c", "sl_draw_levels.c")]
    command = ["cc", "-shared", "-fPIC", *includes, source, *used, "-o", target]
    subprocess.run(command, check=True)
    function = getattr(ctypes.CDLL(str(target)), name)
    vectors = rows(f"{name}s.csv")
    assert len(vectors) > 300
    for row in vectors:
        *arguments, r = map(int, row.values())
        assert function(*map(ctypes.c_uint32, arguments)) == r


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
    network = NetworkStatistics(int(row["network_mean"]), int(row["network_spread"]))
    model.metadata = {c.ARENA_PLAN_NAME: struct.pack("<6i", 1, 1, 3, -1, -1, -1)}
    return with_section(model, (0, 1, 2), network)


@pytest.mark.parametrize("row", rows("records.csv"), ids=lambda row: row["name"])
def test_record_vectors_come_out_of_the_runtime(row: dict[str, str]):
    record = Record.unpack(bytes.fromhex(row["record"]))
    shape = tuple(map(int, row["shape"].split("x")))
    channels = shape[int(row["channel_axis"])]
    found = CWeights(file_of(row, record, shape), 0, channels).read(0, record.count, record.count)
    expected = np.frombuffer(bytes.fromhex(row["weights"]), np.int8).reshape(shape)
    stream = expected.T if record.input_major else expected
    assert np.array_equal(found, stream.reshape(-1))
