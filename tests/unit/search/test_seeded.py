import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.codec.distortion import channel_scaled, row_errors
from seedlite.codec.regenerate import regenerate, row_scales
from seedlite.codec.tensors import NetworkStatistics, WeightTensor
from seedlite.search.network import encode_network
from seedlite.search.plan import plan_tensor, without_row_scales
from seedlite.search.seeded import encode_seeded

UNUSED = NetworkStatistics()


def gaussian(*shape: int, seed: int = 0, axis: int = 0, **options) -> WeightTensor:
    """Weights whose output channels differ in size by up to e^2."""
    rng = np.random.default_rng(seed)
    along = [1] * len(shape)
    along[axis] = shape[axis]
    sizes = np.exp(rng.uniform(-1, 1, along))
    return WeightTensor("x", rng.normal(0, 0.05, shape) * sizes, channel_axis=axis, **options)


def encode(source: WeightTensor, **options):
    (encoded,), network = encode_network([source], "seeded", **options)
    assert network == UNUSED
    return encoded


def assert_regenerates(source, encoded):
    record = encoded.record
    shape, channels = source.values.shape, source.channels
    again = regenerate(record, encoded.encoded, shape, UNUSED, channels)
    assert np.array_equal(encoded.weights, again)
    if record.row_code_bits:
        scales = row_scales(record, encoded.encoded, encoded.scale, channels)
        assert np.array_equal(encoded.channel_scales, scales)
    else:
        assert [encoded.scale] == encoded.channel_scales.tolist()


@st.composite
def sources(draw: st.DrawFn) -> WeightTensor:
    kind = draw(st.sampled_from(["dense", "conv", "depthwise"]))
    side = st.integers(1, 6)
    shape = {
        "dense": lambda: (draw(side), draw(st.integers(1, 40))),
        "conv": lambda: (draw(side), draw(side), draw(side), draw(side)),
        "depthwise": lambda: (1, draw(side), draw(side), draw(st.integers(1, 12))),
    }[kind]()
    source = gaussian(
        *shape,
        seed=draw(st.integers(0, 1 << 30)),
        axis=3 if kind == "depthwise" else 0,
        kind=kind,
        input_major=kind == "dense" and draw(st.booleans()),
    )
    rng = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    source.values[rng.random(shape) < draw(st.sampled_from([0, 0.7, 1]))] = 0
    return source


@settings(deadline=None, max_examples=40)
@given(sources(), st.data())
def test_seeded_any_tensor_regenerates_what_the_encoder_found(source, data):
    values = data.draw(st.integers(1, 8))
    rate = (values, data.draw(st.integers(1, 8)))
    encoded = encode(source, bits=1000.0, rates={"x": rate})

    record = encoded.record
    assert rate == record.rate
    assert_regenerates(source, encoded)
    if record.mask_group == 1:
        assert not encoded.weights[source.values == 0].any()


@pytest.mark.parametrize(
    ("bits", "least_db"),
    [(0.5, 2.4), (1.0, 5.0), (1.5, 7.9), (2.0, 10.8), (3.0, 16.4), (4.0, 22.0)],
)
def test_seeded_gaussian_convolution_signal_to_noise_is_that_of_a_trellis(bits, least_db):
    encoded = encode(gaussian(32, 3, 3, 32, multiplications=256), bits=bits)
    assert encoded.snr_db >= least_db
    assert 8 * len(encoded.encoded) / encoded.record.count <= bits + 0.05


def test_seeded_eight_bits_lose_hardly_anything():
    assert encode(gaussian(16, 500), bits=8.0).snr_db > 36


def test_seeded_row_codes_beat_a_single_scale_where_rows_differ():
    source = gaussian(16, 400)
    with_codes = encode(source, bits=2.0)
    # 16 rows of 400 weights: 6 bits a row are 0.015 bits a weight; fewer are allowed here
    without = encode(source, bits=1.953)
    assert with_codes.record.row_code_bits == 6
    assert with_codes.snr_db > 10.8 > without.snr_db


def test_seeded_snr_is_that_of_the_regenerated_weights():
    source = gaussian(1, 5, 5, 16, axis=3, kind="depthwise")
    encoded = encode(source, bits=2.5)
    reproduced = channel_scaled(encoded.weights, encoded.channel_scales, 3)
    error = np.square(reproduced - source.values).sum(axis=(0, 1, 2))
    energy = np.square(source.values).sum(axis=(0, 1, 2))
    assert encoded.snr_db == pytest.approx(-10 * np.log10(np.mean(error / energy)))
    assert np.allclose(error / energy, row_errors(source.values, reproduced, 3))


def test_seeded_dead_channels_are_masked_and_zero():
    source = gaussian(32, 3, 3, 16)
    source.values[::3] = 0
    encoded = encode(source, bits=2.0)
    assert encoded.record.mask_group > 0
    assert not encoded.weights[::3].any()
    assert_regenerates(source, encoded)


def test_seeded_sparse_weights_are_masked_and_their_bits_spent_on_the_rest():
    source = gaussian(32, 400)
    source.values[np.random.default_rng(1).random(source.values.shape) < 0.8] = 0
    encoded = encode(source, bits=2.0)
    assert encoded.record.mask_group == 1
    assert not encoded.weights[source.values == 0].any()
    assert encoded.record.bits_per_draw / encoded.record.values_per_draw >= 4
    assert encoded.snr_db > 20
    assert len(encoded.encoded) * 8 <= 2.05 * source.values.size


def test_seeded_few_zeros_are_not_masked():
    source = gaussian(32, 100)
    source.values.ravel()[::20] = 0
    assert encode(source, bits=2.0).record.mask_group == 0


def test_seeded_all_zero_tensor_stays_zero():
    source = WeightTensor("x", np.zeros((8, 100)))
    encoded = encode(source, bits=2.0)
    assert not encoded.weights.any()
    assert_regenerates(source, encoded)


def test_seeded_twice_gives_the_same_bytes():
    source = gaussian(8, 100)
    first, again = (encode(source, bits=2.0) for _ in range(2))
    assert (first.record, first.encoded) == (again.record, again.encoded)


@pytest.mark.parametrize("zeros", [0, 0.8])
def test_seeded_tensor_with_one_scale_has_a_spread_for_each_row(zeros):
    source = gaussian(24, 400, kind="dense", single_scale=True)
    source.values[np.random.default_rng(1).random(source.values.shape) < zeros] = 0
    encoded = encode(source, bits=3.0)
    record = encoded.record
    assert (record.spread_bits, record.batch_size, record.row_code_bits) == (8, 400, 0)
    assert (record.mask_group > 0) == (zeros > 0)
    assert_regenerates(source, encoded)
    assert encoded.snr_db > 15
    assert encoded.snr_db > encode(gaussian(24, 400, kind="dense"), bits=2.0).snr_db
    assert 8 * len(encoded.encoded) <= 3.05 * source.values.size


def test_seeded_row_spreads_beat_none_where_rows_differ():
    plan = plan_tensor(gaussian(16, 400, single_scale=True), 2.0)
    without = encode_seeded(without_row_scales(plan))
    assert without.record.spread_bits == 0
    assert encode_seeded(plan).snr_db > 10 > without.snr_db
