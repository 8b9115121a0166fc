"""Order and names of inputs and outputs, on the whole way from a Keras model to a packed file."""

from pathlib import Path

import numpy as np
import pytest

from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError
from seedlite.interpreters.host import Runtime
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.naming import port_key, with_named_ports
from seedlite.keras.quantize import quantize
from seedlite.model.graph import Model
from seedlite.model.parse import parse
from seedlite.model.ports import describe_inputs, describe_outputs
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand

keras = import_keras()
layers = keras.layers

RNG = np.random.default_rng(0)
ZETA = RNG.normal(size=(120, 6)).astype(np.float32)
ALPHA = (10 * RNG.normal(size=(120, 6))).astype(np.float32)


def heads():
    """Tensors whose alphabetical order is not the order of the model."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)
    zeta, alpha = keras.Input((6,), name="zeta"), keras.Input((6,), name="alpha")
    both = layers.Concatenate()([zeta, layers.Dense(6)(alpha)])
    return zeta, alpha, layers.Dense(3, name="pos")(both), layers.Dense(3, name="neg")(both)


def listed() -> keras.Model:
    zeta, alpha, pos, neg = heads()
    return keras.Model([zeta, alpha], [pos, neg])


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("models") / "listed.keras"
    listed().save(path)
    return path


@pytest.fixture(scope="module")
def file(stored) -> bytes:
    return quantize(stored, [ZETA, ALPHA])


def names(model: Model) -> tuple[list[str], list[str]]:
    return tuple(
        [port["name"] for port in ports(model)] for ports in (describe_inputs, describe_outputs)
    )


def quantized(port: dict, x: np.ndarray) -> np.ndarray:
    steps = np.rint(x / np.float32(port["scale"])) + port["zero_point"]
    return np.clip(steps, -128, 127).astype(np.int8)


def assert_follows(file: bytes, model: keras.Model, inputs: list[np.ndarray]) -> None:
    """Every output, as real numbers, is the Keras model's at that place."""
    parsed, runtime = parse(file), Runtime(file)
    ports = describe_inputs(parsed)
    rows = zip(*(quantized(p, x[:50]) for p, x in zip(ports, inputs, strict=True)), strict=True)
    found = zip(*(runtime(list(row)) for row in rows), strict=True)
    expected = keras.tree.flatten(model([x[:50] for x in inputs]))
    for port, integers, real in zip(describe_outputs(parsed), found, expected, strict=True):
        values = (np.stack(integers) - float(port["zero_point"])) * port["scale"]
        assert np.sqrt(np.mean((values - np.array(real)) ** 2)) < 0.2 * np.std(real)


def test_quantize_list_keeps_order_and_names(file):
    assert names(parse(file)) == (["zeta", "alpha"], ["pos", "neg"])


def test_convert_two_inputs_and_outputs_keeps_order_names_and_values(stored):
    conversion = convert(stored, bits=6, calibration={"alpha": ALPHA, "zeta": ZETA})
    assert names(parse(conversion.file)) == (["zeta", "alpha"], ["pos", "neg"])
    assert_follows(conversion.file, keras.saving.load_model(stored), [ZETA, ALPHA])
    assert names(parse(expand(conversion.file))) == (["zeta", "alpha"], ["pos", "neg"])
    # both heads are minded, not the last alone
    *_, first, second = conversion.report["layers"]
    assert first["bits_per_weight"] == pytest.approx(second["bits_per_weight"], rel=0.5)


def test_convert_file_holds_no_other_names(stored):
    model = parse(convert(stored, calibration=[ZETA, ALPHA]).file)
    ports = {*model.inputs, *model.outputs}
    assert all((t.name != "") == (i in ports) for i, t in enumerate(model.tensors))


def test_quantize_calibration_by_name_is_that_by_order(stored, file):
    assert quantize(stored, {"alpha": ALPHA, "zeta": ZETA}) == file


@pytest.mark.parametrize(
    ("calibration", "message"),
    [
        ([ZETA], r"1 array is given, the model's inputs are 'zeta' \[n, 6\], 'alpha' \[n, 6\]"),
        (ZETA, "1 array is given, the model's inputs are"),
        ({"zeta": ZETA, "beta": ALPHA}, "no array 'alpha'; the arrays are 'zeta', 'beta', the mod"),
        ([ZETA, ALPHA[:, :5]], r"input 'alpha': x has shape \(120, 5\)"),
        ([ZETA, ALPHA[:7]], r"as many samples .* not \{'zeta': 120, 'alpha': 7\}"),
        ([ZETA, 0 * ALPHA], "all samples of input 'alpha' are zero"),
    ],
    ids=["one", "bare", "name", "shape", "count", "zero"],
)
def test_quantize_unsuitable_samples_of_several_inputs_say_what_is_expected(
    stored, calibration, message
):
    with pytest.raises(BadInputError, match=f"listed.keras: {message}"):
        quantize(stored, calibration)


def test_quantize_dictionary_has_its_keys_in_keras_order():
    zeta, alpha, pos, neg = heads()
    model = keras.Model({"zeta": zeta, "alpha": alpha}, {"q": pos, "p": [neg, pos]})
    file = quantize(model, {"alpha": ALPHA, "zeta": ZETA})
    inputs, outputs = names(parse(file))
    assert inputs == [tensor.name for tensor in model.inputs]
    assert outputs == ["p/0", "p/1, q", "p/1, q"]  # one tensor is two outputs


def test_quantize_outputs_of_one_layer_are_numbered():
    zeta, alpha, pos, neg = heads()
    inner = keras.Model([zeta, alpha], [pos, neg], name="inner")
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    file = quantize(keras.Model([b, a], inner([b, a])), {"a": ALPHA, "b": ZETA})
    assert names(parse(file)) == (["b", "a"], ["inner:0", "inner:1"])


def test_quantize_saved_model_has_the_order_of_keras(tmp_path, file):
    model = listed()
    with quiet():
        model.export(tmp_path / "saved", verbose=False)
    saved = quantize(tmp_path / "saved", [ZETA, ALPHA])
    assert names(parse(saved)) == (["zeta", "alpha"], ["output_0", "output_1"])
    assert_follows(deployable(saved), model, [ZETA, ALPHA])


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, x):
        return {"u": self.dense(x), "b": x}


def test_quantize_subclassed_model_in_memory_has_its_signature():
    model = Subclassed()
    model(ZETA)
    _, outputs = names(parse(quantize(model, ZETA)))
    assert outputs[1] == "u"


def test_quantize_custom_layer_in_memory_keeps_order_and_names():
    zeta, alpha, pos, neg = heads()
    doubled = layers.Lambda(lambda x: 2 * x, name="doubled")(pos)
    file = quantize(keras.Model([zeta, alpha], [doubled, neg]), [ZETA, ALPHA])
    assert names(parse(file)) == (["zeta", "alpha"], ["doubled", "neg"])


@pytest.mark.parametrize("name", ["a*/\n#error \\", "über [red]x[/] \u202e", "\x1b[31m\x07"])
def test_quantize_any_name_is_kept(file, name):
    keys = [port_key(0), port_key(1)]  # as on the way through the converter
    renamed = with_named_ports(with_named_ports(file, keys, keys), [name, "b"], ["c", name])
    assert names(parse(renamed)) == ([name, "b"], ["c", name])
