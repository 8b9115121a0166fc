"""The seeded method on the reference models' own weights."""

import numpy as np
import pytest

from seedlite.codec.distortion import channel_scaled, row_errors
from seedlite.search.network import encode_network


def encoded_model(path, bits: float, kinds: tuple[str, ...]):
    # the graph side of the package needs nothing of the encoder's tests but this
    from seedlite.codec.centralize import weight_tensor
    from seedlite.model.layers import layers
    from seedlite.model.parse import parse

    model = parse(path.read_bytes(), str(path))
    tensors = [weight_tensor(model, layer) for layer in layers(model) if layer.kind in kinds]
    encoded, _ = encode_network(tensors, "seeded", bits=bits)
    return tensors, encoded


@pytest.mark.parametrize(("bits", "least_db"), [(2.0, 10.8), (3.0, 16.4)])
def test_seeded_resnet_convolutions_reach_their_signal_to_noise(shared, bits, least_db):
    tensors, encoded = encoded_model(shared / "models" / "ic_resnet8_int8.tflite", bits, ("conv",))
    weights = np.array([t.values.size for t in tensors])
    noise = np.array([10 ** (-one.snr_db / 10) for one in encoded])
    assert -10 * np.log10(noise @ weights / weights.sum()) >= least_db


def test_seeded_autoencoder_at_two_bits_reaches_its_signal_to_noise(shared):
    tensors, encoded = encoded_model(
        shared / "models" / "ad_autoencoder_int8.tflite", 2.0, ("dense",)
    )
    noise = [
        row_errors(t.values, channel_scaled(one.weights, one.channel_scales, 0), 0)
        for t, one in zip(tensors, encoded, strict=True)
    ]
    stored = 8 * sum(len(one.encoded) for one in encoded)
    assert stored <= 2.05 * sum(t.values.size for t in tensors)
    assert np.mean(-10 * np.log10(np.concatenate(noise))) >= 10.5
