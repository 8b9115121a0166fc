"""Which forms of seed bits layers get."""

import numpy as np
import pytest

from seedlite.compress.pipeline import convert
from seedlite.model.pack import pack
from tests.support import zoo
from tests.support.builders import dense_model


def forms(source, bits: float, x: np.ndarray | None) -> list[tuple[int, int]]:
    report = convert(source, bits=bits, calibration=x).report
    return [(layer["values_per_draw"], layer["bits_per_draw"]) for layer in report["layers"]]


@pytest.mark.parametrize("calibrated", [False, True])
@pytest.mark.parametrize(("bits", "form"), [(2, (4, 8)), (3, (2, 6)), (4, (2, 8)), (1, (8, 8))])
def test_large_dense_layer_takes_the_form_that_is_drawn_fastest(tmp_path, bits, form, calibrated):
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(128, 256)))
    x = np.random.default_rng(0).normal(size=(64, 256)).astype(np.float32)
    assert forms(path, bits, x if calibrated else None) == [form]


@pytest.mark.parametrize("calibrated", [False, True])
def test_small_network_takes_one_table(cnn, calibrated):
    x = zoo.calibration("plain_cnn") if calibrated else None
    assert {values for values, _ in forms(cnn, 2, x)} == {2}
