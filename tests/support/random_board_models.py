"""Random models of the kinds whose kernels differ between cores, with inputs and the host's
outputs."""

from dataclasses import replace

import numpy as np

from seedlite.codec.record import Record
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.model.graph import DTYPES, Model, Operator
from seedlite.model.parse import parse
from tests.support import ops
from tests.support import random_models as models
from tests.support.builders import planned
from tests.support.comparing import random_int8
from tests.support.ops import Int8, UInt8

CHANNELS = [1, 2, 3, 4, 5, 8, 12, 16, 20, 32, 48]


def geometry(rng: np.random.Generator, kind: str) -> models.Geometry:
    """models.random_geometry, or wider shapes: whole vectors, several tiles."""
    if kind in ("draws", "levels"):
        shape = models.random_geometry(rng, "dense")
        inputs, outputs = int(rng.integers(1, 280)), int(rng.integers(1, 70))
        if rng.random() < 0.7:
            inputs = int(rng.choice([4 * (1 + inputs // 4), 128 * (1 + inputs // 100)]))
        return replace(shape, input=(1, inputs), weights=(outputs, inputs), output=(1, outputs))
    if kind == "odd":
        return models.random_odd_geometry(rng)
    if kind == "dilated":
        return models.random_dilated_geometry(rng)
    if kind == "transposed":
        return models.random_transposed_geometry(rng)
    shape = models.random_geometry(rng, kind)
    if rng.random() < 0.3:
        return shape
    if kind == "dense":
        rows, inputs, outputs = int(rng.integers(1, 3)), int(rng.integers(1, 280)), 45
        return replace(
            shape, input=(rows, inputs), weights=(outputs, inputs), output=(rows, outputs)
        )
    depth, filters = (int(v) for v in rng.choice(CHANNELS, 2))
    if kind == "depthwise":
        multiplier = int(shape.options["depth_multiplier"])
        filters = depth * multiplier
        weights = (1, *shape.weights[1:3], filters)
    else:
        weights = (filters, *shape.weights[1:3], depth)
    return replace(
        shape,
        input=(*shape.input[:3], depth),
        weights=weights,
        output=(*shape.output[:3], filters),
    )


def record(rng: np.random.Generator, shape: models.Geometry, kind: str) -> Record:
    """Any record, or one whose weights are the draws themselves, as in most files."""
    if kind == "levels":
        return models.levels_record(rng, shape)
    if rng.random() < 0.4 and kind != "draws":
        return models.random_record(rng, shape, row_codes=bool(rng.integers(2)))
    return models.draws_record(rng, shape)


def exact_sum(rng: np.random.Generator) -> tuple[bytes, list[np.ndarray]]:
    """An ADD along its output with scales that are powers of two: many sums lie between two
    values."""
    shape = (1, int(rng.integers(1, 3000)))
    exponents = rng.permutation([0, -int(rng.choice([rng.integers(20), 20, 21, 22]))])
    scales = [*(2.0**exponents), 2.0 ** rng.integers(1, 3)]
    tensors = [models.activation(shape, x, models.random_zero_point(rng)) for x in scales]
    model = Model(tensors, [Operator(c.OP_ADD, [0, 1], [2], {})], [0, 1], [2])
    return planned(model), [random_int8(rng, shape) for _ in range(2)]


def skipping_model(rng: np.random.Generator) -> tuple[bytes, list[np.ndarray]]:
    """A dense layer that skips inputs at their zero point: none, many or all of them."""
    shape = models.random_skipping_geometry(rng)
    file = models.random_centralized(rng, shape, models.skipping_record(rng, shape))
    quantization = parse(file).tensors[0].quantization
    assert quantization is not None
    x = random_int8(rng, shape.input)
    x[rng.random(shape.input) < rng.choice([0, 0.7, 1])] = quantization.zero_points[0]
    return file, [x]


def uint8_model(rng: np.random.Generator) -> tuple[bytes, list[np.ndarray]]:
    """A QUANTIZE from uint8, to uint8, or both."""
    source, target = [(UInt8, Int8), (Int8, UInt8), (UInt8, UInt8)][rng.integers(3)]
    shape, scales = (1, int(rng.integers(1, 600))), 2.0 ** rng.uniform(-12, 0, 2)
    points = [int(rng.integers(256)) + np.iinfo(DTYPES[t.type]).min for t in (source, target)]
    x = source(shape, scales[0], points[0])
    model = ops.quantize(x, (scales[1], points[1]), target)
    return planned(model), [rng.integers(0, 256, shape, np.uint8).view(DTYPES[x.type])]


def random_model(rng: np.random.Generator, kind: str) -> tuple[bytes, list[np.ndarray]]:
    """Returns a planned model and inputs for it."""
    if kind == "add":
        if rng.random() < 0.5:
            return exact_sum(rng)
        model, inputs = models.random_elementwise(rng, c.OP_ADD)
        return planned(model), inputs
    if kind == "skipping":
        return skipping_model(rng)
    if kind == "uint8":
        return uint8_model(rng)
    shape = geometry(rng, kind)
    if kind in ("draws", "levels") or rng.random() < 0.6:
        file = models.random_centralized(rng, shape, record(rng, shape, kind))
    else:
        scales = models.random_scales(rng, shape)
        model = models.layer_model(rng, shape, scales, models.random_bias(rng, shape))
        file = planned(model)
    source = parse(file)
    return file, [random_int8(rng, source.tensors[source.inputs[0]].shape)]


def random_models(
    rng: np.random.Generator, kind: str, count: int
) -> tuple[list[tuple[bytes, list[np.ndarray]]], list[np.ndarray]]:
    """Returns `count` models of a kind with inputs, and the host's outputs."""
    files = [random_model(rng, kind) for _ in range(count)]
    return files, [Runtime(file).invoke(inputs)[0] for file, inputs in files]
