"""Comparison with TensorFlow Lite Micro, where SEEDLITE_TFLM_CHECKOUTS names its sources."""

import os

import pytest

from seedlite.compress.pipeline import convert
from seedlite.errors import UsageError
from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tools.compare_tflm import compare
from tools.tflm.checkouts import PARTS, VARIABLE, find_checkouts

pytestmark = pytest.mark.qemu


def test_folder_without_a_part_is_refused_by_its_name(tmp_path):
    first = next(iter(PARTS))
    with pytest.raises(UsageError, match=f"{first}.* is missing"):
        find_checkouts(str(tmp_path))


def test_no_folder_is_refused_with_the_variable(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(UsageError, match=VARIABLE):
        find_checkouts(None)


@pytest.mark.slow
def test_small_model_gives_the_same_bytes_in_all_builds(board, tmp_path):
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no checkouts of TFLM")
    path = tmp_path / "small.tflite"
    path.write_bytes(pack(dense_model(16, 40)))
    ours = {"3 bits": convert(path, bits=3).file}
    rows = compare(path.read_bytes(), ours, board, find_checkouts(None))
    names = ["TFLM reference int8", "TFLM cmsis-nn int8", "seedlite int8", "seedlite 3 bits"]
    assert [row["name"] for row in rows] == names
    assert [row.get("outputs_equal") for row in rows] == [True, None, True, True]
    cmsis = rows[1]
    assert cmsis["instructions_to_cmsis_nn"] == cmsis["estimated_cycles_to_cmsis_nn"] == 1
    assert all(row["estimated_cycles"] > row["instructions"] > 0 for row in rows)
    assert all(0 < row["code_bytes"] < row["flash_bytes"] for row in rows)
