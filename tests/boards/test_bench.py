import pytest

from seedlite.boards.benchmark import bench
from seedlite.compress.pipeline import convert
from seedlite.model.pack import pack
from tests.support.builders import dense_model

pytestmark = pytest.mark.qemu
INPUTS, OUTPUTS = 40, 16


@pytest.fixture
def masked(tmp_path, board):
    """A dense layer at 2 bits whose upper half of inputs has no weights but in one channel."""
    model = dense_model(OUTPUTS, INPUTS)
    weights = model.tensors[1].array().copy()
    weights[1:, INPUTS // 2 :] = 0
    model.tensors[1].data = weights.tobytes()
    path = tmp_path / "masked.tflite"
    path.write_bytes(pack(model))
    return convert(path, bits=3).file


def test_bench_tells_drawing_apart_and_adds_up(masked, board):
    report = bench(masked, board.name)
    (dense,) = report["operators"]
    assert dense["macs"] == report["macs"] == INPUTS * OUTPUTS
    assert dense["skipped_macs"] == report["skipped_macs"] == INPUTS // 2 * (OUTPUTS - 1)
    assert 0 < dense["regenerating"] < dense["instructions"] < report["instructions"]
    assert report["start_instructions"] < 2000
    flash, ram = report["flash_bytes"], report["ram_bytes"]
    assert sum(flash["parts"].values()) == flash["total"]
    assert flash["parts"]["biases"] == 4 * OUTPUTS
    assert ram["arena"] >= report["arena_lower_bound"] == INPUTS + OUTPUTS
    assert 0 < ram["stack"] < 4096


def test_bench_of_stored_weights_draws_nothing(board):
    report = bench(pack(dense_model(OUTPUTS, INPUTS)), board.name)
    assert report["regenerating_instructions"] == report["skipped_macs"] == 0
    assert report["flash_bytes"]["parts"]["weights"] >= INPUTS * OUTPUTS
