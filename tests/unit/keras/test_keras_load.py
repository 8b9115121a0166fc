import subprocess
import sys

import numpy as np
import pytest

from seedlite.errors import BadInputError, ToolMissingError, UnsupportedError, UsageError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.load import load_model
from seedlite.keras.quantize import quantize

keras = import_keras()
layers = keras.layers


class Double(layers.Layer):
    """A custom layer that no file can bring along."""

    def call(self, x):
        return 2 * x


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, x):
        return self.dense(x)


def small_model(*middle: keras.layers.Layer) -> keras.Model:
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((4,)), layers.Dense(5), *middle, layers.Dense(3)])


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_load_model_file_gives_the_model_saved(tmp_path, suffix):
    model = small_model()
    path = tmp_path / f"model{suffix}"
    with quiet():
        model.save(path)
    loaded = load_model(str(path))
    for expected, actual in zip(model.get_weights(), loaded.get_weights(), strict=True):
        assert np.array_equal(expected, actual)


@pytest.mark.parametrize("name", ["ic_resnet8", "ad_autoencoder"])
def test_load_model_keras_2_file_of_mlperf_tiny_loads(shared, name):
    assert isinstance(load_model(shared / "models" / f"{name}.h5"), keras.Model)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.keras", None, "no such file or folder"),
        ("model.tflite", b"TFL3", r"not a Keras model; give a \.keras or \.h5 file or"),
        ("model", b"", "not a Keras model"),
        ("model.keras", b"hello", r"Keras .* cannot load it \(.*\); save the whole model again"),
        ("model.h5", b"hello", r"Keras .* cannot load it"),
        ("model.h5", b"", r"Keras .* cannot load it"),
    ],
)
def test_load_model_no_model_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInputError, match=f"{name}: {message}"):
        load_model(path)


def test_load_model_weights_alone_are_refused(tmp_path):
    path = tmp_path / "model.weights.h5"
    small_model().save_weights(path)
    with pytest.raises(BadInputError, match=r"No model config found.*save the whole model"):
        load_model(path)


def test_load_model_layer_alone_is_refused(tmp_path):
    path = tmp_path / "layer.keras"
    layer = layers.Dense(3)
    layer.build((None, 4))
    keras.saving.save_model(layer, path)
    with pytest.raises(BadInputError, match="holds a Dense, not a model"):
        load_model(path)


def test_load_model_truncated_file_is_refused(tmp_path):
    path = tmp_path / "model.keras"
    small_model().save(path)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(BadInputError, match="cannot load it"):
        load_model(path)


def test_quantize_folder_without_saved_model_is_refused(tmp_path):
    with pytest.raises(BadInputError, match=r"no saved_model\.pb"):
        quantize(tmp_path, np.ones((2, 4)))


def test_quantize_broken_saved_model_is_refused(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"\xff" * 20)
    with pytest.raises(BadInputError, match=r"TensorFlow .* cannot load it"):
        quantize(tmp_path, np.ones((2, 4)))


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (layers.Lambda(lambda x: 2 * x, name="doubling"), "'doubling' is a Lambda"),
        (Double(name="twice"), "'twice' is a Double"),
    ],
)
def test_load_model_foreign_layer_is_named(tmp_path, suffix, layer, message):
    path = tmp_path / f"model{suffix}"
    with quiet():
        keras.Sequential([keras.Input((4,)), small_model(layer)]).save(path)
    with pytest.raises(UnsupportedError, match=f"{message}: Lambda layers and custom classes"):
        load_model(path)


def test_load_model_subclassed_model_is_named(tmp_path):
    model = Subclassed()
    model(np.zeros((1, 4)))
    path = tmp_path / "model.keras"
    model.save(path)
    with pytest.raises(UnsupportedError, match="is a Subclassed"):
        load_model(path)


def test_import_keras_without_tensorflow_names_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(ToolMissingError, match=r"pip install 'seedlite\[keras\]'"):
        import_keras()


def test_import_keras_other_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "numpy")
    with pytest.raises(UsageError, match="Keras runs on numpy; set KERAS_BACKEND=tensorflow"):
        import_keras()


def test_seedlite_keras_imported_does_not_import_tensorflow():
    program = "import seedlite.keras, sys; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
