"""All stock int8 models of the tests, by name."""

from collections.abc import Callable

import numpy as np

from models.command import load
from seedlite.format.constants import TYPE_INT32
from seedlite.keras.quantize import quantize
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support import ops, random_models, zoo
from tests.support.dead_channel_networks import random_network
from tests.support.operators import OPERATORS
from tests.support.operators.example import IMAGE, noise, weights
from tests.support.ops import Int8
from tests.support.places import ROOT

SEEDS = range(6)
NETWORKS = sorted(path.stem for path in (ROOT / "models").glob("*.keras"))
GOLDEN = sorted((ROOT / "tests/golden/models").glob("*.tflite"))
LARGE = {*NETWORKS, *(path.stem for path in GOLDEN)}  # their tests are slow
LARGEST_BIAS = 1 << 20  # fits any scale


def _sequence(*models: Model) -> Model:
    """Chains models: the first output of each is the first input of the next."""
    tensors: list[Tensor] = []
    operators: list[Operator] = []
    inputs: list[int] = []
    at: list[int] = []
    for model in models:
        (operator,) = model.operators
        place = {t: len(tensors) + t for t in range(len(model.tensors))} | {-1: -1}
        if at:
            place[model.inputs[0]] = at[0]
            assert model.tensors[model.inputs[0]].shape == tensors[at[0]].shape
        inputs += [place[t] for t in model.inputs if place[t] not in at]
        tensors += model.tensors
        at = [place[t] for t in operator.outputs]
        operators.append(
            Operator(operator.code, [place[t] for t in operator.inputs], at, operator.options)
        )
    return Model(tensors, operators, inputs, at)


def _conv(x: Int8, channels: int, dead: bool = True) -> Model:
    """A convolution with one channel that is always zero."""
    w = weights(channels, 1, 1, x.shape[3], channels=channels)
    if dead:
        w.values[1], w.bias[1] = 0, 0
    return ops.conv_2d(x, w, (0.3, -8))


def _dense(inputs: int, x: tuple[int, ...]) -> Model:
    model = ops.fully_connected(Int8(x, 0.3, -8), weights(3, inputs, channels=3), (0.5, 2))
    model.tensors[-1].shape = (int(np.prod(x)) // inputs, 3)
    return model


def _told(model: Model, shape: np.ndarray | None) -> Model:
    """A RESHAPE that gets its new shape in another way, or not at all."""
    operator = model.operators[0]
    if shape is None:
        operator.inputs[1] = -1
    else:
        told = shape.astype("<i4")
        model.tensors[operator.inputs[1]] = Tensor(told.shape, TYPE_INT32, told.tobytes())
    return model


def _conv1d_pooled(axes: int | list[int], keep_dims: bool) -> Model:
    """Conv1D as Keras builds it, with GlobalAveragePooling1D over axes given in any form."""
    x = Int8((1, 1, 9, 4), 0.1, -3)
    row = Int8((1, 9, 6), 0.3, -8)
    shape = (1, 1, 6) if keep_dims else (1, 6)
    return _sequence(
        _conv(x, 6),
        ops.reshape(Int8((1, 1, 9, 6), 0.3, -8), row.shape),
        ops.mean(row, axes, (0.3, -8), keep_dims),
        _dense(6, shape),
    )


def _flattened(told: np.ndarray | None) -> Model:
    image = Int8((1, 6, 5, 4), 0.3, -8)
    flatten = ops.reshape(image, (1, 120))
    return _sequence(_conv(IMAGE, 4), _told(flatten, told), _dense(120, (1, 120)))


def _constants() -> dict[str, Model]:
    """Constant operands in all forms that the verifier accepts."""
    image = Int8((1, 6, 5, 4), 0.3, -8)
    biased = _conv(IMAGE, 4)
    biased.tensors[2].shape = (1, 1, 1, 4)
    single = ops.conv_2d(IMAGE, weights(1, 1, 1, 4, channels=1), (0.3, -8))
    single.tensors[2].shape = ()
    return {
        "mean_scalar_axis": _conv1d_pooled(1, False),
        "mean_scalar_negative_axis": _conv1d_pooled(-2, True),
        "mean_one_axis": _conv1d_pooled([1], True),
        "mean_channel_axis": ops.mean(IMAGE, -1, (0.2, 1)),
        "mean_axis_twice": _sequence(
            _conv(IMAGE, 4), ops.mean(image, [1, -3, 2], (0.3, -8)), _dense(4, (1, 4))
        ),
        "mean_all_axes": ops.mean(IMAGE, [0, 1, 2, 3], (0.2, 1)),
        "reshape_open_shape": _flattened(np.array([1, -1])),
        "reshape_scalar_shape": _flattened(np.array(-1)),
        "reshape_not_told": _flattened(None),
        "dense_cuts_channels": _sequence(_conv(IMAGE, 4), _dense(6, (1, 6, 5, 4))),
        "dense_joins_pixels": _sequence(_conv(IMAGE, 4), _dense(20, (1, 6, 5, 4))),
        "split_negative_axis": ops.split(IMAGE, -3, 3),
        "concatenation_negative_axis": ops.concatenation([IMAGE, IMAGE], -1),
        "bias_of_rank_4": _sequence(biased, _conv(image, 3)),
        "bias_of_rank_0": _sequence(single, _conv(Int8((1, 6, 5, 1), 0.3, -8), 3)),
        "pad_with_value": ops.pad(IMAGE, [(0, 0), (1, 2), (0, 1), (0, 0)], 9),
        "slice_of_masks": ops.strided_slice(IMAGE, [slice(None)] * 4),
        "add_broadcast": ops.add(IMAGE, Int8((1, 1, 5, 1), 0.2, 7), (0.3, 1)),
        "softmax_rows": ops.softmax(Int8((1, 3, 20), 0.2, 8)),
        "dense_rows": _dense(10, (1, 4, 10)),
        "add_scalar": ops.add(IMAGE, ops.Constant(noise(1).reshape(()), 0.2, 7), (0.3, 1)),
    }


def _stored(name: str) -> bytes:
    model = load(name)
    shape = model.inputs[0].shape[1:]
    x = np.random.default_rng(0).uniform(0, 1, (16, *shape)).astype(np.float32)
    return quantize(model, x)


def _random_layer(kind: str, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    while True:
        file = expand(
            random_models.random_centralized(rng, random_models.random_geometry(rng, kind))
        )
        model = parse(file)
        biases = [t.array() for t in model.tensors if t.type == TYPE_INT32]
        if _has_batch_1(model) and all(abs(b.astype(int)).max() < LARGEST_BIAS for b in biases):
            return file


def _has_batch_1(model: Model) -> bool:
    """Tells whether the batch is 1; others are refused before the passes."""
    return all(model.tensors[t].shape[0] == 1 for t in model.inputs)


def _makers() -> dict[str, Callable[[], bytes]]:
    built = {**OPERATORS, **_constants()}
    return (
        {name: lambda m=model: pack(m) for name, model in built.items() if _has_batch_1(model)}
        | {f"random {n}": lambda n=n: pack(random_network(n)) for n in SEEDS}
        | {
            f"{kind} {n}": lambda kind=kind, n=n: _random_layer(kind, n)
            for kind in ("conv", "depthwise", "dense")
            for n in SEEDS
        }
        | {path.stem: lambda path=path: expand(path.read_bytes()) for path in GOLDEN}
        | {f"zoo {name}": lambda name=name: zoo.tflite(name) for name in zoo.names()}
        | {name: lambda name=name: _stored(name) for name in NETWORKS}
    )


MAKERS = dict(sorted(_makers().items()))
