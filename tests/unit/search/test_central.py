import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.codec.draws import levels
from seedlite.codec.regenerate import regenerate
from seedlite.codec.tensors import NetworkStatistics, WeightTensor
from seedlite.errors import UsageError
from seedlite.search.network import encode_network
from seedlite.search.statistics import batch_means, batch_stds, quantize_statistics
from seedlite.search.statistics_alone import statistics_record, with_statistics

UNUSED = NetworkStatistics()


def tensor(*shape: int, seed: int = 0, mean: float = 0.01, deviation: float = 0.05) -> WeightTensor:
    values = np.random.default_rng(seed).normal(mean, deviation, shape)
    return WeightTensor(f"layer{seed}", values)


def assert_regenerates(source, encoded, network=UNUSED):
    again = regenerate(
        encoded.record, encoded.encoded, source.values.shape, network, source.channels
    )
    assert np.array_equal(encoded.weights, again)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 7), min_size=1, max_size=4),
    st.integers(1, 100),
    st.integers(0, 1 << 30),
    st.floats(-2, 2),
)
def test_batch_any_tensor_regenerates_with_its_batches_means(shape, size, seed, mean):
    source = tensor(*shape, seed=seed, mean=mean)
    (encoded,), network = encode_network([source], "batch", batch_size=size, seed=seed)

    assert network == UNUSED
    assert_regenerates(source, encoded)
    assert encoded.record.batch_size == min(size, source.values.size)
    exact = batch_means(source.values.ravel(), encoded.record.batch_size)
    found = batch_means(encoded.weights.ravel(), encoded.record.batch_size) * float(encoded.scale)
    assert np.abs(found - exact).max() <= 0.501 * float(encoded.scale)


def test_batch_large_batches_deviate_as_the_formula_says():
    rng = np.random.default_rng(1)
    source = WeightTensor("x", rng.normal(0, 1, (8, 2000)) * np.arange(1, 9)[:, None])
    (encoded,), _ = encode_network([source], "batch", batch_size=2000)
    found = batch_stds(encoded.weights.ravel() * float(encoded.scale), 2000)
    expected = 3**-0.5 * batch_stds(source.values.ravel(), 2000)
    assert np.abs(found / expected - 1).max() < 0.06


def test_layer_weights_reach_to_the_outer_levels():
    source = tensor(20, 100)
    (encoded,), _ = encode_network([source], "layer")
    spread = np.ptp(encoded.weights.astype(int)) * float(encoded.scale)
    # levels of the variance of uniform values within one deviation: 6 / sqrt(5 * 3) of it apart
    assert spread == pytest.approx(6 / 15**0.5 * source.values.std(), rel=0.02)


def test_batch_stores_fourteen_bits_a_batch():
    (encoded,), _ = encode_network([tensor(10, 101)], "batch", batch_size=100)
    assert len(encoded.encoded) == 11 + 9  # 8 bits and 6 bits a batch
    assert (encoded.parts["means"], encoded.parts["spreads"]) == (88, 66)


def test_layer_two_tensors_store_nothing_but_their_records():
    sources = [tensor(10, 30, seed=1), tensor(5, 3, 3, 2, seed=2, deviation=3)]
    encoded, network = encode_network(sources, "layer")
    assert network == UNUSED
    for source, one in zip(sources, encoded, strict=True):
        assert one.encoded == bytes(1)
        assert one.record.spread > 0
        assert_regenerates(source, one)
    assert encoded[0].record.seed != encoded[1].record.seed


def test_unitary_tensors_share_statistics_and_scale():
    sources = [tensor(40, 30, seed=1), tensor(5, 3, 3, 2, seed=2, deviation=0.2)]
    encoded, network = encode_network(sources, "unitary")

    assert len({float(one.scale) for one in encoded}) == 1
    assert all(one.record.network_statistics for one in encoded)
    for source, one in zip(sources, encoded, strict=True):
        assert_regenerates(source, one, network)
    everything = np.concatenate([s.values.ravel() for s in sources])
    weights = np.concatenate([one.weights.ravel() for one in encoded]).astype(float)
    scale = float(encoded[0].scale)
    assert abs(weights.mean() * scale - everything.mean()) <= 0.501 * scale
    unit = scale * network.spread * 15**0.5
    assert unit == pytest.approx(everything.std(), rel=0.02)


def test_with_statistics_trained_means_and_amplitudes_come_back():
    source = tensor(6, 50)
    means = np.linspace(-0.1, 0.1, 6)
    amplitudes = np.linspace(0.005, 0.05, 6)
    r = levels(6, 50, 9)
    statistics = quantize_statistics(means, amplitudes, r.ravel(), 50)
    encoded = with_statistics(source, statistics_record(source, 50, seed=9), statistics)
    wanted = means[:, None] + amplitudes[:, None] * r
    assert np.abs(encoded.weights * float(encoded.scale) - wanted).max() <= 3.6 * encoded.scale
    assert_regenerates(source, encoded)


def test_batch_all_zero_tensor_stays_zero():
    (encoded,), _ = encode_network([WeightTensor("x", np.zeros((4, 8)))], "batch", batch_size=8)
    assert not encoded.weights.any()


def test_input_major_dense_layer_batches_run_along_outputs():
    values = np.repeat([[1.0, -1.0, 3.0]], 4, axis=0)  # 4 outputs, 3 inputs
    source = WeightTensor("x", values, kind="dense", input_major=True)
    (encoded,), _ = encode_network([source], "batch", batch_size=4)
    assert_regenerates(source, encoded)
    assert np.allclose(encoded.weights * float(encoded.scale), values, atol=float(encoded.scale))


def test_encode_network_unknown_method_is_refused():
    with pytest.raises(UsageError, match="'median' is unknown"):
        encode_network([tensor(2, 2)], "median")


def test_encode_network_batch_without_size_is_refused():
    with pytest.raises(UsageError, match="batch size"):
        encode_network([tensor(2, 2)], "batch")
