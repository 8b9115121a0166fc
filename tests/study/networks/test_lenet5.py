import numpy as np
from keras import layers

from models import lenet5
from seedlite import convert


def randomized(model, seed: int):
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        weight.assign(rng.uniform(0.2, 1, weight.shape) * rng.choice([-1, 1], weight.shape))
        if "variance" in weight.path:
            weight.assign(np.abs(weight.numpy()))
    return model


def test_pruning_channels_that_do_nothing_keeps_the_outputs():
    model = randomized(lenet5.build((6, 8, 12)), 1)
    norms = [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]
    for norm, dead in zip(norms, ([1, 4], [0, 5, 7], [2, 3, 11]), strict=True):
        for weight in norm.weights[:2]:
            values = weight.numpy()
            values[dead] = 0
            weight.assign(values)
    x = np.random.default_rng(2).uniform(0, 1, (5, 28, 28, 1)).astype(np.float32)
    small = lenet5.pruned(model, (4, 5, 9))
    assert np.allclose(small.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)


def test_learnt_bytes_are_weights_biases_and_scales(tmp_path):
    path = tmp_path / "lenet5.keras"
    randomized(lenet5.build((3, 4, 5)), 3).save(path)
    x = np.random.default_rng(4).uniform(0, 1, (20, 28, 28, 1)).astype(np.float32)
    conversion = convert(path, bits=2, calibration=x)
    encoded = sum(layer["bytes"] for layer in conversion.report["layers"])
    channels = 3 + 4 + 5 + 10
    assert lenet5.learnt_bytes(conversion.file) == encoded + 4 * channels + 4 * 4
