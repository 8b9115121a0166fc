import numpy as np
import pytest

from models import poker
from models.command import stored_path
from seedlite.conversion import convert, load_int8
from seedlite.errors import UsageError
from seedlite.expansion import expand
from seedlite.runtime import Runtime, verify
from seedlite.tflite import pack
from tests.builders import dense_model

TABLE_BYTES = 2048
TABLE = {"bits_per_draw": 8, "values_per_draw": 4, "window_bits": 8}


def forms(source, x, bits: float) -> list[dict]:
    layers = convert(source, bits=bits, calibration=x).report["layers"]
    return [{key: layer[key] for key in TABLE} for layer in layers]


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(128, 256)))
    return path, np.random.default_rng(0).normal(size=(64, 256)).astype(np.float32)


def test_table_large_dense_layers_take_it_with_calibration_too(large):
    assert forms(*large, 2) == [TABLE]


def test_table_other_bits_or_few_weights_do_without(large, tmp_path):
    assert TABLE not in forms(*large, 3)
    small = tmp_path / "poker.tflite"
    x = poker.calibration()
    small.write_bytes(load_int8(stored_path(poker.NAME), x))
    few = [form for form in forms(small, x, 2) if form == TABLE]
    assert not few


def test_no_table_same_weights_and_outputs_in_less_memory(large):
    path, _ = large
    tabled, without = (convert(path, bits=2, tables=tables) for tables in (True, False))
    assert expand(without.file) == expand(tabled.file)
    x = np.random.default_rng(1).integers(-128, 128, (8, 256)).astype(np.int8)
    np.testing.assert_array_equal(Runtime(without.file)(x), Runtime(tabled.file)(x))
    parameters = 100  # that another kernel has more
    assert verify(without.file) <= verify(tabled.file) - TABLE_BYTES + parameters
    assert len(without.file) == len(tabled.file)


def test_no_table_recipe_of_it_gives_the_same_file_again(large):
    path, _ = large
    first = convert(path, bits=2, tables=False)
    assert convert(path, recipe=first.report).file == first.file


@pytest.mark.parametrize(
    "options",
    [{"method": "batch", "batch_size": 50}, {"recipe": {"method": "seeded", "layers": {}}}],
)
def test_no_table_where_it_means_nothing_is_refused(large, options):
    with pytest.raises(UsageError, match="--no-table"):
        convert(large[0], tables=False, **options)
