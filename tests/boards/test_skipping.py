"""What layers with zero weights may take on a Cortex-M4, and that they give TFLM's bits."""

from typing import Any

import numpy as np
import pytest

from seedlite.boards.benchmark import lcg_input
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import build_firmware
from seedlite.compress.pipeline import convert
from seedlite.format.constants import MOST_SCRATCH
from seedlite.interpreters.tflm import TFLM
from seedlite.model import pack
from seedlite.prepare.stock import expand
from seedlite.search.skipping import INPUT_BYTES, QUAD, skipping_inputs_pays
from tests.support.builders import dense_model
from tests.support.single_layers import Layer
from tests.support.skipping_layers import (
    CMSIS_NN,
    ZERO_INPUT_LAYERS,
    ZERO_WEIGHT_LAYERS,
    converted,
    file_of,
    run,
    with_zeros,
)

pytestmark = pytest.mark.qemu
DENSE = "fully connected 640x128"
CONV = "3x3 convolution 64x64 on 8x8"
SMALL = Layer("fully connected 256x64", 256, 64)
# Shares of zero groups of four, and the most instructions: in those of CMSIS-NN's dense kernel, and
# of our own.
DENSE_LIMITS = {0.5: 0.92, 0.75: 0.50, 0.875: 0.29, 0.97: 0.13}
# Shares of inputs at their zero point, and the most instructions, in those of our own form without.
ZERO_INPUT_LIMITS = {0.0: 1.63, 0.5: 0.85, 0.75: 0.46, 0.9: 0.23}
CONV_LIMITS = {0.5: 0.962, 0.75: 0.53, 0.875: 0.31, 0.97: 0.15}


@pytest.fixture
def instructions_as_tflm(board, tmp_path):
    """Of one inference, after its outputs were compared with TFLM's."""

    def measure(name: str, share: float, group: int = 4, **options: Any) -> int:
        layer = ZERO_WEIGHT_LAYERS.get(name, SMALL)
        file = converted(layer, share, group, **options).file
        x = lcg_input(layer.input_count)
        firmware = build_firmware(read_program(file), board, tmp_path)
        result = run_on_qemu(firmware, x.reshape(1, -1))
        np.testing.assert_array_equal(result.outputs[0], TFLM(expand(file)).invoke([x])[0])
        (count,) = result.operators
        assert count is not None
        return count

    return measure


@pytest.mark.parametrize("share", DENSE_LIMITS)
def test_dense_layer_with_zero_groups_stays_below_its_limit(share, instructions_as_tflm):
    assert instructions_as_tflm(DENSE, share) <= DENSE_LIMITS[share] * CMSIS_NN[DENSE]


@pytest.mark.parametrize(("share", "limit"), [(0.5, 0.97), (0.75, 0.6), (0.97, 0.25)])
def test_small_dense_layer_with_zero_groups_takes_less(share, limit, instructions_as_tflm):
    form = {"values_per_draw": 4, "bits_per_draw": 8, "mask_group": 4}
    recipe = {"method": "seeded", "layers": {"0 FULLY_CONNECTED": form}}
    dense = instructions_as_tflm(SMALL.name, 0.0)
    assert instructions_as_tflm(SMALL.name, share, recipe=recipe) <= limit * dense


@pytest.mark.parametrize("share", CONV_LIMITS)
def test_convolution_with_zero_groups_stays_below_its_limit(share, instructions_as_tflm):
    dense = instructions_as_tflm(CONV, 0.0)
    assert instructions_as_tflm(CONV, share) <= CONV_LIMITS[share] * dense


@pytest.mark.parametrize(("layer", "share"), [(DENSE, 0.75), (DENSE, 0.97), (CONV, 0.97)])
def test_layer_with_single_zeros_takes_no_more_than_without(layer, share, instructions_as_tflm):
    assert instructions_as_tflm(layer, share, group=1) <= instructions_as_tflm(layer, 0.0)


@pytest.fixture(scope="module")
def zero_input_files():
    """A dense layer at 2 bits: as it is, and skipping inputs at their zero point."""
    return [file_of(ZERO_WEIGHT_LAYERS[DENSE], skipping) for skipping in (False, True)]


def test_dense_layer_with_zero_inputs_stays_below_its_limit_and_equals_tflm(
    zero_input_files, board
):
    dense, skipping = zero_input_files
    inputs = np.array([with_zeros(skipping, share) for share in ZERO_INPUT_LIMITS])
    result = run(skipping, inputs, board.name)
    (limit,) = run(dense, inputs[:1], board.name).instructions
    tflm = TFLM(expand(skipping))
    for x, y, count, share in zip(
        inputs, result.outputs, result.instructions, ZERO_INPUT_LIMITS, strict=True
    ):
        np.testing.assert_array_equal(y, tflm.invoke([x])[0])
        assert count <= ZERO_INPUT_LIMITS[share] * limit


def test_dense_layer_whose_inputs_the_runtime_cannot_lay_out_is_stored_input_major(board):
    inputs, outputs = MOST_SCRATCH // INPUT_BYTES + QUAD, 24
    file = convert(pack(dense_model(outputs, inputs)), bits=2).file
    x = lcg_input(inputs).reshape(1, -1)
    result = run(file, x, board.name)
    np.testing.assert_array_equal(result.outputs[0], TFLM(expand(file)).invoke([x[0]])[0])
    assert result.instructions[0] <= 4.1 * inputs * outputs  # 11.2 in the other order


@pytest.mark.parametrize("layer", ZERO_INPUT_LAYERS, ids=lambda layer: layer.name)
def test_converter_skips_zero_inputs_only_where_that_is_measured_faster(layer, board):
    """Just where the converter begins to, and a little below."""
    shares = np.arange(1, 100) / 100
    pays = [
        skipping_inputs_pays(layer.inputs, layer.outputs, share, np.zeros(0), True)
        for share in shares
    ]
    first = shares[pays.index(True)]
    files = [file_of(layer, skipping) for skipping in (False, True)]
    inputs = np.array([with_zeros(files[1], s) for s in (first, first - 0.05)])
    dense, _ = run(files[0], inputs, board.name).instructions
    there, below = run(files[1], inputs, board.name).instructions
    assert there <= dense < below
