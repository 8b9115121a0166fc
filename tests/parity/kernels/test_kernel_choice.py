"""docs/kernels.md, "Which kernel runs when", against the runtime's sources and its loader."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.codec.record import Record
from seedlite.compress.pipeline import convert
from seedlite.float_tflite.quantize import quantize
from seedlite.format import constants as c
from tests.support import random_models as models
from tests.support.builders import planned
from tests.support.float_models import IMAGE, image_classifier

ROOT = Path(__file__).parents[3]
OPERATORS = ROOT / "runtime_c" / "src" / "ops"
SECTION = re.compile(r"^## Which kernel runs when\n(.*?)^## ", re.M | re.S)
ROW = re.compile(r"^\|.*\| `(sl_\w+)` \| (.*) \|$", re.M)
KERNEL = re.compile(r"^SL_SHARED void (sl_\w+_s8)\(const void \*params", re.M)


def table() -> list[tuple[str, set[str]]]:
    """Each row's kernel and the files that it names."""
    section = SECTION.search((ROOT / "docs" / "kernels.md").read_text())
    assert section
    rows = ROW.findall(section[1])
    return [(kernel, set(re.findall(r"`(\w+\.c)`", files))) for kernel, files in rows]


def definitions() -> dict[str, set[str]]:
    """The files that define each kernel of the operators with weights."""
    found: dict[str, set[str]] = {}
    for prepare in OPERATORS.rglob("sl_prepare_*.c"):
        if "sl_prepare_weights(" in prepare.read_text():
            for source in prepare.parent.glob("*.c"):
                for kernel in KERNEL.findall(source.read_text()):
                    found.setdefault(kernel, set()).add(source.name)
    return found


def kernel_of(file: bytes) -> str:
    (step,) = read_program(file).steps
    return step.kernel


def stored(shape: models.Geometry, multiplier: float = 0.25) -> str:
    """The kernel of a layer with int8 weights."""
    rng = np.random.default_rng(0)
    scales = models.Scales(np.float32(1), np.float32([1]), np.float32(1 / multiplier))
    model = models.layer_model(rng, shape, scales, np.zeros(shape.channels))
    return kernel_of(planned(model))


def regenerated(shape: models.Geometry, zeros: float | None = None, **fields: int) -> str:
    """The kernel of a layer with the record's fields; `zeros`: the share of masked groups."""
    count = int(np.prod(shape.weights))
    record = Record(**{"count": count, "batch_size": count} | fields)
    return kernel_of(
        models.random_centralized(np.random.default_rng(0), shape, record, zeros=zeros)
    )


def dense(inputs: int, outputs: int = 8, rows: int = 1) -> models.Geometry:
    shapes = (rows, inputs), (outputs, inputs), (rows, outputs)
    return models.Geometry(c.OP_FULLY_CONNECTED, *shapes, 0, {})


def draws(values: int, bits: int, **fields: int) -> dict[str, int]:
    return {"values_per_draw": values, "bits_per_draw": bits, **fields}


def covering(filters: int) -> models.Geometry:
    """A convolution of 256 weights a filter that cover the image."""
    shape = models.conv_shape((4, 4), (4, 4), 16)
    return replace(shape, weights=(filters, 4, 4, 16), output=(1, 1, 1, filters))


def depthwise(extent: int, kernel: int, channels: int, stride: int = 1, activation: int = 0):
    shape = models.depthwise_shape((extent, extent), (kernel, kernel), channels)
    output = (1, -(-extent // stride), -(-extent // stride), channels)
    options = shape.options | {"stride_w": stride, "stride_h": stride}
    options["fused_activation_function"] = activation
    return replace(shape, output=output, options=options)


def dilated(shape: models.Geometry, width: int) -> models.Geometry:
    """With an output of that width."""
    output = (*shape.output[:2], width, shape.output[3])
    return replace(shape, output=output, options=shape.options | {"dilation_w_factor": 2})


CONV = models.conv_shape((6, 6), (3, 3), 8)
GROUPED = replace(CONV, weights=(8, 3, 3, 4))
TRANSPOSED = models.Geometry(
    c.OP_TRANSPOSE_CONV,
    (1, 3, 3, 2),
    (4, 3, 3, 2),
    (1, 6, 6, 4),
    0,
    models.window_options(models.SAME, (2, 2)),
)
STATISTICS = {"mean": 1, "spread": 2}  # statistics alone
INPUT_MAJOR = draws(4, 8, input_major=True)
REGENERATED = [
    ("sl_fully_connected_pairs_s8", dense(64), draws(2, 8)),
    ("sl_fully_connected_pairs_s8", dense(2048, rows=3), draws(2, 8)),
    ("sl_fully_connected_generic_s8", dense(2052), draws(2, 8)),
    ("sl_fully_connected_pairs_k6_s8", dense(64), draws(2, 6)),
    ("sl_fully_connected_pairs_any_k_s8", dense(66), draws(2, 8)),
    ("sl_fully_connected_pairs_any_k_s8", dense(66), draws(2, 6)),
    ("sl_fully_connected_pairs_any_k_s8", dense(64), draws(2, 5)),
    ("sl_fully_connected_pairs_any_k_s8", dense(1024), draws(1, 8)),
    ("sl_fully_connected_s8", dense(1025), draws(1, 8)),
    ("sl_fully_connected_quads_s8", dense(64), draws(4, 8)),
    ("sl_fully_connected_quads_any_k_s8", dense(66), draws(4, 8)),
    ("sl_fully_connected_quads_any_k_s8", dense(64), draws(4, 6)),
    ("sl_fully_connected_quads_any_k_s8", dense(66), draws(3, 8)),
    ("sl_fully_connected_octets_s8", dense(64), draws(8, 8)),
    ("sl_fully_connected_octets_any_k_s8", dense(68), draws(8, 8)),
    ("sl_fully_connected_octets_any_k_s8", dense(64), draws(8, 6)),
    ("sl_fully_connected_octets_any_k_s8", dense(64), draws(5, 8)),
    ("sl_fully_connected_sparse_inputs_s8", dense(5), INPUT_MAJOR),
    ("sl_fully_connected_sparse_inputs_s8", dense(5000, rows=2), INPUT_MAJOR),
    ("sl_fully_connected_generic_s8", dense(5, outputs=7), INPUT_MAJOR),
    ("sl_fully_connected_generic_s8", dense(5), INPUT_MAJOR | {"mask_group": 4}),
    ("sl_fully_connected_generic_s8", dense(5), draws(2, 8, input_major=True)),
    ("sl_fully_connected_sparse_groups_s8", dense(128, rows=2), draws(4, 8, mask_group=4)),
    ("sl_fully_connected_sparse_rows_s8", dense(64), draws(4, 8, mask_group=4)),
    ("sl_fully_connected_sparse_rows_s8", dense(128), draws(2, 8, mask_group=4)),
    ("sl_fully_connected_sparse_rows_s8", dense(1024), draws(1, 4, mask_group=1)),
    ("sl_fully_connected_generic_s8", dense(1032), draws(1, 4, mask_group=1)),
    ("sl_fully_connected_generic_s8", dense(12), draws(1, 4, mask_group=1)),
    ("sl_fully_connected_generic_s8", dense(66), draws(4, 8, mask_group=4)),
    ("sl_fully_connected_generic_s8", dense(64, rows=2), draws(4, 8, mask_group=4)),
    ("sl_fully_connected_generic_s8", dense(64), draws(4, 8, mask_group=8)),
    ("sl_fully_connected_generic_s8", dense(64), draws(4, 8, mask_group=4, spread_bits=8)),
    ("sl_fully_connected_levels_s8", dense(50, rows=2), STATISTICS | {"batch_size": 16}),
    ("sl_fully_connected_levels_s8", dense(1360), STATISTICS),
    ("sl_fully_connected_s8", dense(1361), STATISTICS),
    ("sl_fully_connected_s8", dense(50), STATISTICS | {"batch_size": 15}),
    ("sl_fully_connected_generic_s8", dense(50, rows=2), STATISTICS | {"batch_size": 15}),
    ("sl_fully_connected_generic_s8", dense(48), STATISTICS | {"mask_group": 4}),
    ("sl_fully_connected_generic_s8", dense(48), STATISTICS | {"input_major": True}),
    ("sl_fully_connected_s8", dense(64), draws(4, 8, spread_bits=8)),
    ("sl_fully_connected_quads_s8", covering(127), draws(4, 8)),
    ("sl_fully_connected_levels_s8", covering(8), STATISTICS),
    ("sl_fully_connected_octets_s8", covering(8), draws(8, 8)),
    ("sl_conv2d_s8", models.conv_shape((6, 6), (3, 3), 8), draws(4, 8)),
    ("sl_depthwise_s8", depthwise(6, 5, 4), draws(4, 8)),
]
SPARSE = [
    ("sl_conv2d_sparse_groups_s8", 8, 4, 0.6),
    ("sl_conv2d_sparse_groups_s8", 8, 1, 0.9),
    ("sl_conv2d_s8", 8, 4, 0.3),
    ("sl_conv2d_s8", 8, 1, 0.5),
    ("sl_conv2d_s8", 8, 8, 0.9),
    ("sl_conv2d_s8", 6, 4, 0.9),
]
STORED = [
    ("sl_fully_connected_s8", dense(2048, rows=3), 0.25),
    ("sl_fully_connected_generic_s8", dense(2049), 0.25),
    ("sl_fully_connected_s8", covering(128), 0.25),
    ("sl_conv2d_s8", models.conv_shape((6, 6), (3, 3), 8), 0.25),
    ("sl_conv2d_taps_s8", dilated(CONV, 2), 0.25),
    ("sl_conv2d_taps_s8", GROUPED, 0.25),
    ("sl_conv2d_s8", dilated(models.conv_shape((6, 6), (3, 1), 8), 6), 0.25),
    ("sl_depthwise_dilated_s8", dilated(depthwise(6, 3, 4), 6), 0.25),
    ("sl_transpose_conv_s8", TRANSPOSED, 0.25),
    ("sl_depthwise_planes_s8", depthwise(4, 3, 4), 0.25),
    ("sl_depthwise_planes_s8", depthwise(7, 3, 4, stride=2), 0.25),
    ("sl_depthwise_s8", depthwise(3, 3, 4), 0.25),
    ("sl_depthwise_s8", depthwise(12, 3, 4, stride=3), 0.25),
    ("sl_depthwise_s8", depthwise(6, 3, 4), 1.0),
    ("sl_depthwise_s8", depthwise(6, 3, 4, activation=1), 0.25),
    ("sl_depthwise_s8", depthwise(6, 5, 4), 0.25),
    ("sl_depthwise_planes_s8", depthwise(6, 5, 3), 1.0),
]


def test_kernel_table_has_one_row_for_each_kernel_and_names_its_files():
    assert dict(table()) == definitions()
    assert len(table()) == len(definitions())


def test_kernel_cases_meet_every_row():
    cases = {case[0] for case in [*REGENERATED, *SPARSE, *STORED]}
    assert cases == {kernel for kernel, _ in table()}


@pytest.mark.parametrize(("kernel", "shape", "fields"), REGENERATED)
def test_regenerated_layer_takes_the_kernel_of_its_row(kernel, shape, fields):
    assert regenerated(shape, **fields) == kernel


@pytest.mark.parametrize(("kernel", "channels", "group", "zeros"), SPARSE)
def test_masked_convolution_takes_the_kernel_of_its_row(kernel, channels, group, zeros):
    shape = models.conv_shape((6, 6), (3, 3), channels)
    assert regenerated(shape, zeros, **draws(4, 8, mask_group=group)) == kernel


@pytest.mark.parametrize(("kernel", "shape", "multiplier"), STORED)
def test_stored_layer_takes_the_kernel_of_its_row(kernel, shape, multiplier):
    assert stored(shape, multiplier) == kernel


def test_small_dense_layer_behind_a_convolution_draws_its_weights_first():
    images = np.random.default_rng(1).normal(0, 1, (16, *IMAGE[1:])).astype(np.float32)
    file = convert(quantize(image_classifier(), images, "m"), bits=2).file
    kernels = [step.kernel for step in read_program(file).steps]
    assert kernels == ["sl_conv2d_s8", "sl_gather_s8", "sl_fully_connected_s8"]
