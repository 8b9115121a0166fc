import numpy as np
import pytest

from seedlite.compress.pipeline import Conversion, convert
from seedlite.data.training import Training
from seedlite.keras.quantize import quantize
from seedlite.model.layers import select_layers
from seedlite.prepare.read import read_model
from seedlite.search.network import encode_network
from seedlite.training.network import Teacher, TrainableNetwork
from seedlite.training.start import start_kernels

CLASSES = 3


@pytest.fixture(scope="session")
def separable():
    """x float32 [600, 8, 8, 2], y int64 [600]: the class is where the image is bright."""
    rng = np.random.default_rng(3)
    y = rng.integers(0, CLASSES, 600)
    x = rng.normal(0, 0.6, (600, 8, 8, 2)).astype(np.float32)
    for label in range(CLASSES):
        x[y == label, 2 * label : 2 * label + 4] += 1
    return x, y


@pytest.fixture(scope="session")
def classifier(separable, tmp_path_factory):
    """Path of a trained int8 .tflite: convolution, depthwise, dense layers, softmax."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    x = source = keras.Input((8, 8, 2))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2D(16, 1, activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(24, activation="relu")(x)
    model = keras.Model(source, layers.Dense(CLASSES, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(*separable, epochs=6, verbose=0)
    path = tmp_path_factory.mktemp("training") / "classifier.tflite"
    path.write_bytes(quantize(model, separable[0][:100]))
    return path


@pytest.fixture
def original(classifier) -> Teacher:
    return Teacher(read_model(classifier.read_bytes(), str(classifier)), str(classifier))


@pytest.fixture
def network(original, separable) -> TrainableNetwork:
    """The classifier with every layer's weights regenerated from one mean and spread."""
    chosen = select_layers(original.replay.model, None)
    tensors = [original.tensors[layer.operator] for layer in chosen]
    encoded, _ = encode_network(tensors, "layer", seed=0)
    return TrainableNetwork(original, start_kernels(chosen, tensors, encoded), separable[0])


@pytest.fixture
def train(classifier, separable):
    """Converts the classifier with a short training."""

    def run(
        data=separable, epochs=6, checkpoint=None, resume=False, mini_batch=128, **options
    ) -> Conversion:
        """mini_batch: large for few steps, which saves time."""
        progress = options.pop("progress", None)
        named = {n: options.pop(n) for n in ("prune", "held_out") if n in options}
        named |= {"epochs": epochs, "mini_batch": mini_batch}
        training = Training(data, checkpoint=checkpoint, resume=resume, **named)
        return convert(classifier, train=training, progress=progress, **options)

    return run
