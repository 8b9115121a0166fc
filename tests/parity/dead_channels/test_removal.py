"""Networks compute the same bits without their dead channels, and live ones stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.layers import KINDS
from seedlite.model.pack import pack
from seedlite.prepare.dead_channels.removal import remove_dead_channels
from tests.support.builders import quantization
from tests.support.dead_channel_networks import random_network
from tests.support.random_models import activation

SAME = 0


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_network_without_its_dead_channels_gives_the_same_bits(seed):
    model = random_network(seed)
    smaller, removed = remove_dead_channels(model)
    before, after = TFLM(pack(model)), TFLM(pack(smaller))
    rng = np.random.default_rng(seed)
    for size in (128, 128, 20, 1):
        x = [rng.integers(-size, size, 90).astype(np.int8)]
        assert np.array_equal(before.invoke(x)[0], after.invoke(x)[0])
    assert (weights_of(smaller) < weights_of(model)) == (removed > 0)
    assert remove_dead_channels(smaller)[1] == 0


def weights_of(model: Model) -> int:
    return sum(model.tensors[o.inputs[1]].count for o in model.operators if o.code in KINDS)


def test_random_networks_have_dead_channels_and_answers_that_vary():
    """Else the test above would show nothing."""
    x = [[np.random.default_rng(n).integers(-128, 128, 90).astype(np.int8)] for n in range(3)]
    models = [random_network(seed) for seed in range(20)]
    assert sum(remove_dead_channels(model)[1] for model in models) > 40
    interpreters = [TFLM(pack(model)) for model in models]
    varying = [len({i.invoke(one)[0].tobytes() for one in x}) > 1 for i in interpreters]
    assert sum(varying) > 10


class Chain:
    """Convolutions of four channels, 1x4x4x4 activations with zero point -5, by hand."""

    def __init__(self) -> None:
        self.tensors = [activation((1, 4, 4, 4), 0.05, -5)]
        self.operators: list[Operator] = []
        self.rng = np.random.default_rng(0)

    def output(self, channels: int = 4) -> int:
        self.tensors.append(activation((1, 4, 4, channels), 0.05, -5))
        return len(self.tensors) - 1

    def conv(self, source: int, kernel: int = 1, dead: int | None = None, value: int = 0) -> int:
        """`dead`: an output channel that is always `value` steps above the zero point."""
        inputs = self.tensors[source].shape[-1]
        weights = self.rng.integers(-127, 128, (4, kernel, kernel, inputs)).astype(np.int8)
        bias = self.rng.integers(-900, 900, 4).astype("<i4")
        if dead is not None:
            weights[dead], bias[dead] = 0, 100 * value
        self.tensors += [
            Tensor(weights.shape, c.TYPE_INT8, weights.tobytes(), quantization(0.01)),
            Tensor((4,), c.TYPE_INT32, bias.tobytes(), quantization(0.0005)),
        ]
        at = len(self.tensors)
        options = {"padding": SAME, "stride_w": 1, "stride_h": 1}
        self.operators.append(
            Operator(c.OP_CONV_2D, [source, at - 2, at - 1], [self.output()], options)
        )
        return at

    def join(self, code: int, a: int, b: int) -> int:
        output = self.output(8 if code == c.OP_CONCATENATION else 4)
        options = {"axis": 3} if code == c.OP_CONCATENATION else {}
        self.operators.append(Operator(code, [a, b], [output], options))
        return output

    def removed(self, output: int) -> int:
        """Channels removed of the network that ends with `output`."""
        model = Model(self.tensors, self.operators, [0], [output])
        smaller, removed = remove_dead_channels(model)
        x = [self.rng.integers(-128, 128, 64).astype(np.int8)]
        expected = TFLM(pack(model)).invoke(x)[0]
        assert np.array_equal(expected, TFLM(pack(smaller)).invoke(x)[0])
        return removed


@pytest.mark.parametrize(
    ("kernel", "value", "removed"),
    [(1, 0, 1), (1, 7, 1), (3, 0, 1), (3, 7, 0)],
    ids=["zero", "constant", "zero beside padding", "constant beside padding"],
)
def test_constant_channel_goes_unless_padding_makes_a_difference(kernel, value, removed):
    chain = Chain()
    first = chain.conv(0, dead=2, value=value)
    assert chain.removed(chain.conv(first, kernel)) == removed


def test_network_without_dead_channels_keeps_them_all():
    chain = Chain()
    assert chain.removed(chain.conv(chain.conv(0, 3), 3)) == 0


def test_output_channels_of_the_network_stay():
    chain = Chain()
    assert chain.removed(chain.conv(0, dead=1)) == 0


@pytest.mark.parametrize(("other", "removed"), [(None, 0), (1, 2), (2, 0)])
def test_addition_keeps_channels_that_are_dead_on_one_side_alone(other, removed):
    chain = Chain()
    a, b = chain.conv(0, dead=1), chain.conv(0, dead=other)
    assert chain.removed(chain.conv(chain.join(c.OP_ADD, a, b))) == removed


def test_concatenation_keeps_dead_channels():
    chain = Chain()
    joined = chain.join(c.OP_CONCATENATION, chain.conv(0, dead=1), chain.conv(0, dead=1))
    assert chain.removed(chain.conv(joined)) == 0


def test_channel_that_nobody_reads_goes_with_those_it_was_made_of():
    chain = Chain()
    second = chain.conv(chain.conv(0))
    last = chain.conv(second)
    weights = chain.tensors[chain.operators[2].inputs[1]]
    values = weights.array().copy()
    values[..., 3] = 0
    weights.data = values.tobytes()
    assert chain.removed(last) == 1


def test_layer_of_dead_channels_alone_keeps_one():
    chain = Chain()
    first = chain.conv(0)
    weights = chain.tensors[chain.operators[0].inputs[1]]
    weights.data = bytes(weights.count)
    assert chain.removed(chain.conv(first)) == 3
