"""Random small int8 models of one operator each, for comparing the runtime with TFLM."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from seedlite.codec.centralize import CentralizedLayer, CodedModel, centralize
from seedlite.codec.draws import window_bits
from seedlite.codec.payload import Payload
from seedlite.codec.record import Record
from seedlite.codec.regenerate import row_scales
from seedlite.codec.row_codes import round_up_significand
from seedlite.codec.tensors import EncodedTensor
from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.layers import layers
from tests.support.builders import quantization
from tests.support.comparing import random_int8

SAME, VALID = 0, 1
ACTIVATIONS = 4  # none, RELU, RELU_N1_TO_1, RELU6


def window_options(padding: int, strides: Sequence[int]) -> dict[str, float]:
    """Returns options of convolutions and pooling; strides: height, width."""
    return {"padding": padding, "stride_w": int(strides[1]), "stride_h": int(strides[0])}


def activation(shape: tuple[int, ...], scale: float, zero_point: int) -> Tensor:
    return Tensor(tuple(map(int, shape)), c.TYPE_INT8, None, quantization(scale, zero_point))


def random_zero_point(rng: np.random.Generator) -> int:
    return int(rng.integers(-128, 128))


@dataclass
class Geometry:
    """Shapes of an operator with weights; `axis` is the axis of the output channels."""

    code: int
    input: tuple[int, ...]
    weights: tuple[int, ...]
    output: tuple[int, ...]
    axis: int
    options: dict[str, float] = field(default_factory=dict)

    @property
    def channels(self) -> int:
        return self.weights[self.axis]


def random_geometry(rng: np.random.Generator, kind: str) -> Geometry:
    fused = int(rng.integers(ACTIVATIONS))
    if kind == "dense":
        rows, inputs, outputs = (int(v) for v in rng.integers(1, (4, 200, 20)))
        return Geometry(
            c.OP_FULLY_CONNECTED,
            (rows, inputs),
            (outputs, inputs),
            (rows, outputs),
            0,
            {"fused_activation_function": fused},
        )
    kernel, stride = rng.integers(1, 5, 2), rng.integers(1, 4, 2)
    padding = int(rng.integers(2))
    image = np.maximum(rng.integers(1, 9, 2), kernel if padding == VALID else 1)
    out = (image - (kernel if padding == VALID else 1)) // stride + 1
    channels = int(rng.integers(1, 9))
    options = window_options(padding, stride)
    if kind == "conv":
        filters = int(rng.integers(1, 12))
        weights, axis, code = (filters, *kernel, channels), 0, c.OP_CONV_2D
        options["fused_activation_function"] = fused
    else:
        channels = int(rng.choice([channels, rng.integers(60, 150)]))  # one block, or several
        multiplier = int(rng.integers(1, 4))
        filters = channels * multiplier
        weights, axis, code = (1, *kernel, filters), 3, c.OP_DEPTHWISE_CONV_2D
        options |= {"depth_multiplier": multiplier, "fused_activation_function": fused}
    return Geometry(code, (1, *image, channels), weights, (1, *out, filters), axis, options)


def random_depthwise_3x3(rng: np.random.Generator) -> Geometry:
    """The most common kernel, which has its own loop, on images that may need strips."""
    image, stride = rng.integers(1, 80, 2), int(rng.integers(1, 3))
    if rng.random() < 0.5:
        image[int(rng.integers(2))] = rng.integers(1, 4)
    out = (image - 1) // stride + 1
    channels = int(rng.integers(1, 10))
    options = window_options(SAME, (stride, stride))
    options |= {"depth_multiplier": 1, "fused_activation_function": int(rng.integers(2))}
    shape = (1, *image, channels), (1, 3, 3, channels), (1, *out, channels)
    return Geometry(c.OP_DEPTHWISE_CONV_2D, *shape, 3, options)


def conv_shape(image: tuple[int, int], kernel: tuple[int, int], depth: int) -> Geometry:
    """A convolution with 8 filters, without padding, with strides of 1."""
    out = (image[0] - kernel[0] + 1, image[1] - kernel[1] + 1)
    shapes = (1, *image, depth), (8, *kernel, depth), (1, *out, 8)
    return Geometry(c.OP_CONV_2D, *shapes, 0, window_options(VALID, (1, 1)))


def depthwise_shape(image: tuple[int, int], kernel: tuple[int, int], depth: int) -> Geometry:
    """A depthwise layer, padded, with strides of 1."""
    shapes = (1, *image, depth), (1, *kernel, depth), (1, *image, depth)
    return Geometry(
        c.OP_DEPTHWISE_CONV_2D, *shapes, 3, window_options(SAME, (1, 1)) | {"depth_multiplier": 1}
    )


def random_odd_geometry(rng: np.random.Generator) -> Geometry:
    """Depthwise layers and convolutions along one axis and on images of a few pixels, with few or
    many channels, often with kernels that cover the image."""
    kernel = np.array([rng.integers(1, 31), rng.choice([1, 1, 1, 2, 3])])
    image = kernel + np.array([rng.choice([0, 0, 1, 2, 3, rng.integers(30)]), rng.integers(3) // 2])
    padding, stride = int(rng.random() < 0.6), rng.integers(1, 4, 2)
    if rng.random() < 0.2:
        kernel, image = np.ones(2, int), rng.integers(1, 4, 2)
    if rng.random() < 0.5:
        kernel, image = kernel[::-1], image[::-1]
    out = (image - (kernel if padding == VALID else 1)) // stride + 1
    depth = int(rng.choice([1, 2, 3, 4, 5, 8, 40, 41, 125, 128]))
    options = window_options(padding, stride)
    fused = int(rng.choice([0, 0, 1, 3]))
    if rng.random() < 0.4:
        filters = int(rng.integers(1, 40))
        shapes = (1, *image, depth), (filters, *kernel, depth), (1, *out, filters)
        return Geometry(c.OP_CONV_2D, *shapes, 0, options | {"fused_activation_function": fused})
    multiplier = 1 if rng.random() < 0.6 else int(rng.integers(1, 6))
    filters = depth * multiplier
    shapes = (1, *image, depth), (1, *kernel, filters), (1, *out, filters)
    return Geometry(
        c.OP_DEPTHWISE_CONV_2D,
        *shapes,
        3,
        options | {"depth_multiplier": multiplier, "fused_activation_function": fused},
    )


def random_dilated_geometry(rng: np.random.Generator) -> Geometry:
    """Convolutions with dilation or groups, and depthwise layers with dilation."""
    kernel, dilation, stride = (rng.integers(1, n, 2) for n in (5, 5, 3))
    padding, covered = int(rng.integers(2)), (kernel - 1) * dilation + 1
    image = rng.integers(0, 9, 2) + (covered if padding == VALID else 1)
    out = (image - (covered if padding == VALID else 1)) // stride + 1
    groups, depth, filters = int(rng.integers(1, 4)), *rng.choice([1, 2, 4, 5, 8, 16, 33], 2)
    options = window_options(padding, stride) | {
        "fused_activation_function": int(rng.choice([0, 0, 1, 3])),
        "dilation_h_factor": int(dilation[0]),
        "dilation_w_factor": int(dilation[1]),
    }
    inputs, outputs = groups * int(depth), groups * int(filters)
    if rng.random() < 0.6:
        shapes = (1, *image, inputs), (outputs, *kernel, int(depth)), (1, *out, outputs)
        return Geometry(c.OP_CONV_2D, *shapes, 0, options)
    shapes = (1, *image, inputs), (1, *kernel, inputs * groups), (1, *out, inputs * groups)
    options["depth_multiplier"] = groups
    return Geometry(c.OP_DEPTHWISE_CONV_2D, *shapes, 3, options)


def random_transposed_geometry(rng: np.random.Generator) -> Geometry:
    kernel, stride, image = (rng.integers(1, n, 2) for n in (5, 4, 6))
    padding = int(rng.integers(2))
    rest = rng.integers(0, stride)  # output pixels that the image would not need
    out = (image - 1) * stride + rest + (kernel if padding == VALID else 1)
    depth, filters = (int(v) for v in rng.choice([1, 2, 4, 5, 8, 16, 33], 2))
    options = window_options(padding, stride)
    options["fused_activation_function"] = int(rng.choice([0, 0, 1, 3]))
    shapes = (1, *image, depth), (filters, *kernel, depth), (1, *out, filters)
    return Geometry(c.OP_TRANSPOSE_CONV, *shapes, 0, options)


@dataclass
class Scales:
    input: np.float32
    weights: np.ndarray  # float32, one or one per output channel
    output: np.float32


def random_scales(rng: np.random.Generator, shape: Geometry) -> Scales:
    source = np.float32(2.0 ** rng.uniform(-8, -2))
    count = shape.channels if rng.random() < 0.6 else 1
    weights = (2.0 ** rng.uniform(-10, -6, count)).astype(np.float32)
    summands = np.prod(shape.weights) / shape.channels
    # outputs that neither all saturate nor all vanish
    output = source * np.median(weights) * np.sqrt(summands) * 50 * 2.0 ** rng.uniform(-3, 1)
    return Scales(source, weights, np.float32(output))


def layer_model(
    rng: np.random.Generator, shape: Geometry, scales: Scales, bias: np.ndarray | None
) -> Model:
    """One operator with stored weights; `bias` int32 [channels]."""
    tensors = [
        activation(shape.input, scales.input, random_zero_point(rng)),
        Tensor(
            tuple(map(int, shape.weights)),
            c.TYPE_INT8,
            random_int8(rng, shape.weights).tobytes(),
            quantization(scales.weights, 0, shape.axis),
        ),
        activation(shape.output, scales.output, random_zero_point(rng)),
    ]
    inputs = [0, 1]
    if bias is not None:
        products = quantization(scales.input * scales.weights)
        tensors.append(
            Tensor((shape.channels,), c.TYPE_INT32, bias.astype("<i4").tobytes(), products)
        )
        inputs.append(3)
    elif shape.code == c.OP_FULLY_CONNECTED:
        inputs.append(-1)
    if shape.code == c.OP_TRANSPOSE_CONV:
        inputs = [len(tensors), 1, 0, *inputs[2:]]
        repeated = np.array(shape.output, "<i4")
        tensors.append(Tensor(repeated.shape, c.TYPE_INT32, repeated.tobytes()))
    return Model(tensors, [Operator(shape.code, inputs, [2], shape.options)], [0], [2])


def random_bias(rng: np.random.Generator, shape: Geometry) -> np.ndarray | None:
    # TFLM's depthwise kernel needs a bias
    if shape.code != c.OP_DEPTHWISE_CONV_2D and rng.random() < 0.3:
        return None
    limit = 2**31 if rng.random() < 0.1 else 20000
    return rng.integers(-limit, limit, shape.channels)


def boundary_bias(rng: np.random.Generator, shape: Geometry, scales: Scales) -> np.ndarray:
    """Returns biases whose outputs lie as close to a rounding boundary as integers can, where a
    multiplier's lowest bits decide. For inputs that are all zero, and a small enough multiplier."""
    real = np.float64(scales.input) * scales.weights.astype(np.float64) / scales.output
    return np.rint((rng.integers(-60, 60, shape.channels) + 0.5) / real)


def random_record(rng: np.random.Generator, shape: Geometry, row_codes: bool) -> Record:
    """Seed bits, sometimes with spreads of batches, or statistics alone."""
    count = int(np.prod(shape.weights))
    drawn = int(rng.choice([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]))
    mantissa = int(rng.integers(1, 5)) if row_codes else 0
    mean, spread = random_statistics(rng)
    own = rng.random() < 0.5  # statistics of the tensor, not of batches
    return Record(
        count=count,
        batch_size=count if rng.random() < 0.3 else int(rng.integers(1, min(count, 60) + 1)),
        seed=0 if drawn else int(rng.integers(2**32)),
        values_per_draw=int(rng.integers(1, 9)) if drawn else 0,
        bits_per_draw=drawn,
        mean=0 if drawn else mean,
        spread=0 if drawn else spread,
        input_major=shape.code == c.OP_FULLY_CONNECTED and bool(rng.integers(2)),
        mean_bits=0 if drawn or own else int(rng.choice([0, 2, 3, 8])),
        spread_bits=int(rng.choice([0, 0, 0, 8])) if drawn else 0 if own else int(rng.integers(7)),
        row_code_bits=mantissa + int(rng.integers(5)) if row_codes else 0,
        row_code_mantissa_bits=mantissa,
        mask_group=int(rng.choice([0, 0, 1, 2, 5, 8, 40])),
    )


def random_statistics(rng: np.random.Generator) -> tuple[int, int]:
    """Returns a mean and a spread whose weights are within int8."""
    spread = int(rng.integers(43))
    most = c.WEIGHT_MAX - c.LEVEL_MAX * spread
    return int(rng.integers(-most, most + 1)), spread


def levels_record(rng: np.random.Generator, shape: Geometry) -> Record:
    """Statistics alone, of batches shorter or longer than a row, aligned to words of the hash or
    not."""
    count = int(np.prod(shape.weights))
    mean, spread = random_statistics(rng)
    own = rng.random() < 0.2
    sizes = [1, 7, 16, 50, 64, shape.weights[-1], int(rng.integers(1, count + 1)), count]
    return Record(
        count=count,
        batch_size=min(count, int(rng.choice(sizes))),
        seed=int(rng.integers(2**32)),
        mean=mean,
        spread=spread,
        mean_bits=0 if own else int(rng.choice([0, 1, 2, 7, 8])),
        spread_bits=0 if own else int(rng.integers(7)),
    )


def draws_record(rng: np.random.Generator, shape: Geometry) -> Record:
    """Weights that are the draws themselves, usually of whole bytes; half with a mask, half with
    row codes."""
    count = int(np.prod(shape.weights))
    coded = bool(rng.integers(2))
    mantissa = int(rng.integers(5)) if coded else 0
    quads = rng.random() < 0.3
    values = 4 if quads else int(rng.choice([1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8]))
    bits = 8 if quads else int(rng.choice([8, 8, 8, 6, 6, rng.integers(1, 9)]))
    return Record(
        count=count,
        batch_size=count,
        values_per_draw=values,
        bits_per_draw=bits,
        row_code_bits=mantissa + int(rng.integers(1, 5)) if coded else 0,
        row_code_mantissa_bits=mantissa,
        mask_group=int(rng.choice([0, 0, 4])),
    )


def masked_conv(rng: np.random.Generator) -> tuple[Geometry, Record]:
    """A convolution of whole quads of channels whose zeros are masked by quads or one by one, with
    so many filters that it may need several tiles."""
    shape = random_geometry(rng, "conv")
    depth, filters = 4 * int(rng.integers(1, 6)), int(rng.integers(1, 40))
    kernel = tuple(shape.weights[1:3])
    shape = replace(
        shape,
        input=(*shape.input[:3], depth),
        weights=(filters, *kernel, depth),
        output=(*shape.output[:3], filters),
    )
    record = random_record(rng, shape, row_codes=bool(rng.integers(2)))
    if rng.random() < 0.7:
        record = draws_record(rng, shape)
    return shape, replace(record, mask_group=int(rng.choice([1, 4])))


def random_skipping_geometry(rng: np.random.Generator) -> Geometry:
    """A dense layer with several rows, usually with outputs in whole quads."""
    rows, inputs, outputs = (int(v) for v in rng.integers(1, (4, 70, 70)))
    if rng.random() < 0.8:
        outputs *= 4
    return Geometry(c.OP_FULLY_CONNECTED, (rows, inputs), (outputs, inputs), (rows, outputs), 0, {})


def skipping_record(rng: np.random.Generator, shape: Geometry) -> Record:
    """`draws_record` in input-major order, usually without a mask."""
    mask_group = int(rng.choice([0, 0, 0, 4]))
    record = draws_record(rng, shape)
    if rng.random() < 0.7:
        record = replace(record, values_per_draw=4, bits_per_draw=8)
    return replace(record, input_major=True, mask_group=mask_group)


NONE = np.zeros(0, np.int64)


def random_windows(rng: np.random.Generator, record: Record, live: int) -> np.ndarray:
    """Returns the windows of a random bit string."""
    length = window_bits(record.bits_per_draw)
    bits = rng.integers(0, 2, record.seed_bits(live))
    starts = np.arange(record.draws(live)) * record.bits_per_draw
    return np.array([bits[s : s + length] @ (1 << np.arange(length)) for s in starts], np.int64)


def random_batches(rng: np.random.Generator, record: Record) -> tuple[np.ndarray, np.ndarray]:
    """Returns means and spreads, a third of both zero; with statistics alone, weights stay within
    int8."""
    most = 1 << record.spread_bits
    if not record.bits_per_draw:
        most = min(most, c.WEIGHT_MAX // c.LEVEL_MAX + 1)
    used = rng.random(record.batches) < 0.7
    spreads = rng.integers(0, most, record.batches) * used
    if not record.spread_bits:
        spreads += record.spread
    room = np.minimum(c.WEIGHT_MAX - c.LEVEL_MAX * spreads, (1 << record.mean_bits >> 1) - 1)
    room = np.maximum(room, 0)
    means = rng.integers(-room, room + 1) * used
    if not record.mean_bits:
        spreads = np.minimum(spreads, (c.WEIGHT_MAX - abs(record.mean)) // c.LEVEL_MAX)
    return means, spreads


def random_payload(
    rng: np.random.Generator, record: Record, channels: int, zeros: float | None = None
) -> bytes:
    """Returns an encoded tensor; all-zero batches and masked groups are frequent. `zeros`: the
    share of masked groups."""
    if zeros is None:
        zeros = rng.choice([0.5, 0.5, 0.9, 1.0])
    mask = (rng.random(record.mask_groups) < zeros).astype(np.int64)
    lengths = np.full(len(mask), record.mask_group)
    if len(mask):
        lengths[-1] = record.count - record.mask_group * (len(mask) - 1)
    live = int(lengths[mask == 0].sum()) if record.mask_group else record.count
    means, spreads = random_batches(rng, record)
    payload = Payload(
        windows=random_windows(rng, record, live) if record.bits_per_draw else NONE,
        row_codes=rng.integers(0, 1 << record.row_code_bits, channels)
        if record.row_code_bits
        else NONE,
        means=means if record.mean_bits else NONE,
        spreads=spreads if record.spread_bits else NONE,
        mask=mask,
    )
    return payload.pack(record)


def random_centralized(
    rng: np.random.Generator,
    shape: Geometry,
    record: Record | None = None,
    scales: Scales | None = None,
    zeros: float | None = None,
) -> bytes:
    """Returns a centralized file of one operator; `expand` gives the stock model. The base of row
    codes is a 64th of the weights' least scale. `zeros`: the share of masked groups."""
    record = record or random_record(rng, shape, row_codes=rng.random() < 0.5)
    encoded = random_payload(rng, record, shape.channels, zeros)
    scales = scales or random_scales(rng, shape)
    stored = channel_scales = scales.weights
    if record.row_code_bits:
        stored = round_up_significand(scales.weights.min() / 64)
        channel_scales = row_scales(record, encoded, stored, shape.channels)
        scales.weights = channel_scales
    model = layer_model(rng, shape, scales, random_bias(rng, shape))
    part = EncodedTensor("", record, encoded, stored, channel_scales, np.zeros(0, np.int8))
    return centralize(CodedModel([CentralizedLayer(layers(model)[0], part)], model))


def random_elementwise(rng: np.random.Generator, code: int) -> tuple[Model, list[np.ndarray]]:
    """Returns an ADD or MUL of operands that broadcast, the second one sometimes constant, and
    inputs for it."""
    rank = int(rng.integers(1, 5))
    shapes = np.where(rng.random((2, rank)) < 0.3, 1, rng.integers(1, 5, rank))
    output = shapes.max(axis=0)
    leading = int(np.argmin(shapes[1] == 1)) if rng.random() < 0.5 else 0  # leading axes left out
    a, b = (2.0 ** rng.uniform(-8, -2, 2)).astype(np.float32)
    unit = a * b * 100 if code == c.OP_MUL else 2 * max(a, b)
    second = random_int8(rng, tuple(shapes[1][leading:]))
    tensors = [
        activation(shapes[0], a, random_zero_point(rng)),
        activation(second.shape, b, random_zero_point(rng)),
        activation(output, np.float32(unit * 2.0 ** rng.uniform(-3, 2)), random_zero_point(rng)),
    ]
    values = [random_int8(rng, tuple(shapes[0])), second]
    constant = rng.random() < 0.4
    if constant:
        tensors[1].data = second.tobytes()
        values.pop()
    inputs = [int(i) for i in rng.permutation(2)]
    operator = Operator(
        code, inputs, [2], {"fused_activation_function": int(rng.integers(ACTIVATIONS))}
    )
    return Model(tensors, [operator], [0] if constant else [0, 1], [2]), values
