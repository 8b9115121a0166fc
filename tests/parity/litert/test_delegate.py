"""LiteRT and TensorFlow with seedlite's delegate, on centralized files: the bytes that the same
kernels give on the expanded file."""

import functools
import random
import re
from collections.abc import Callable

import numpy as np
import pytest
from ai_edge_litert import interpreter as litert
from ai_edge_litert import schema_py_generated as schema
from tensorflow.lite.python import interpreter as tf_interpreter

import seedlite
from seedlite.execution.run import run
from seedlite.format import constants as c
from seedlite.interpreters.litert import LiteRT
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support import border_graphs, zoo
from tests.support import random_models as models
from tests.support.builders import dense_model, named
from tests.support.comparing import assert_same_bytes, random_inputs, random_rows
from tests.support.corrupted import edited
from tests.support.operators.unidirectional_sequence_lstm import Lstm, lstm
from tests.support.places import GOLDEN

RESOLVERS = {
    "reference": "BUILTIN_REF",
    "default": "AUTO",  # XNNPACK
    "optimized": "BUILTIN_WITHOUT_DEFAULT_DELEGATES",
}
GOLDEN_MODELS = sorted((GOLDEN / "models").glob("*.tflite"))
INFERENCES = 4


def interpreter(file: bytes, resolver: str = "reference", delegated: bool = True, package=litert):
    opened = package.Interpreter(
        model_content=file,
        experimental_op_resolver_type=package.OpResolverType[RESOLVERS[resolver]],
        experimental_delegates=[seedlite.litert.delegate()] if delegated else None,
    )
    opened.allocate_tensors()
    return opened


def infer(opened, inputs: list[np.ndarray]) -> list[np.ndarray]:
    for detail, x in zip(opened.get_input_details(), inputs, strict=True):
        opened.set_tensor(detail["index"], x)
    opened.invoke()
    return [opened.get_tensor(detail["index"]) for detail in opened.get_output_details()]


def assert_as_expanded(file: bytes, resolver: str, inferences: int = INFERENCES) -> None:
    """Of a file whose ports are the expanded file's."""
    ours = interpreter(file, resolver)
    stock = interpreter(expand(file), resolver, delegated=False)
    rng = np.random.default_rng(1)
    for _ in range(inferences):
        inputs = [random_input(rng, detail) for detail in stock.get_input_details()]
        assert_same_bytes(infer(ours, inputs), infer(stock, inputs))


def random_input(rng: np.random.Generator, detail: dict) -> np.ndarray:
    if detail["dtype"] == np.float32:
        return rng.normal(0, 2, detail["shape"]).astype(np.float32)
    return rng.integers(0, 256, detail["shape"], np.uint8).view(detail["dtype"])


@functools.cache
def digits() -> bytes:
    return (GOLDEN / "models" / "digits-seeded2.tflite").read_bytes()


@pytest.mark.parametrize("resolver", RESOLVERS)
@pytest.mark.parametrize("path", GOLDEN_MODELS, ids=[path.stem for path in GOLDEN_MODELS])
def test_golden_files_equal_expanded_files(path, resolver):
    assert_as_expanded(path.read_bytes(), resolver)


@pytest.mark.parametrize("resolver", RESOLVERS)
@pytest.mark.parametrize("kind", ["conv", "depthwise", "dense", "transposed", "skipping"])
def test_random_layers_of_every_form_equal_expanded_files(kind, resolver):
    """Masks, spreads, row codes, input-major order, draws of all widths."""
    rng = np.random.default_rng(5)
    for _ in range(25):
        if kind == "skipping":
            shape = models.random_skipping_geometry(rng)
            file = models.random_centralized(rng, shape, models.skipping_record(rng, shape))
        else:
            transposed = kind == "transposed"
            shape = (
                models.random_transposed_geometry(rng)
                if transposed
                else models.random_geometry(rng, kind)
            )
            file = models.random_centralized(rng, shape)
        if kind != "conv" or has_bias(file):  # LiteRT's convolutions need one
            assert_as_expanded(file, resolver, inferences=2)


def has_bias(file: bytes) -> bool:
    return parse(file).operators[-1].inputs[2:] not in ([], [-1])


@pytest.mark.parametrize("bits", [2, 4])
def test_depthwise_network_equals_its_expanded_file(bits):
    file = seedlite.convert(zoo.tflite("residual_separable"), bits=bits, layers=".").file
    for resolver in RESOLVERS:
        assert_as_expanded(file, resolver)


@pytest.mark.parametrize("bits", [2, 4])
def test_reference_models_equal_expanded_files(reference_model, bits):
    file = seedlite.convert(reference_model, bits=bits).file
    for resolver in RESOLVERS:
        assert_as_expanded(file, resolver)


@pytest.mark.parametrize("border", border_graphs.MODELS)
def test_portable_files_with_every_border_equal_their_expanded_files(border):
    source = border_graphs.file_of(border)
    assert_as_expanded(seedlite.convert(source, bits=4, portable=True).file, "reference")


@pytest.mark.parametrize("name", ["digits_leaky_relu", "lenet300_log_softmax"])
def test_portable_files_of_public_models_equal_their_expanded_files(shared, name):
    source = shared / "models" / "zoo" / f"{name}_float_io.tflite"
    file = seedlite.convert(source, bits=4, portable=True).file
    for resolver in RESOLVERS:
        assert_as_expanded(file, resolver)


def test_tensorflow_runs_the_file_as_the_expanded_one():
    x = random_inputs(digits(), 1)[0]
    with pytest.warns(UserWarning, match="tf.lite.Interpreter"):
        ours = interpreter(digits(), package=tf_interpreter)
    with pytest.warns(UserWarning, match="tf.lite.Interpreter"):
        stock = interpreter(expand(digits()), package=tf_interpreter, delegated=False)
    assert_same_bytes(infer(ours, x), infer(stock, x))


def test_interpreter_resized_after_inferences_gives_the_same_rows():
    file = seedlite.convert(pack(dense_model(10, 60)), bits=3).file
    rows = random_rows(file, 6)
    opened, stock = interpreter(file), interpreter(expand(file), delegated=False)
    for count in (6, 1, 3):
        for each in (opened, stock):
            each.resize_tensor_input(each.get_input_details()[0]["index"], (count, 60))
            each.allocate_tensors()
        assert_same_bytes(infer(opened, [rows[:count]]), infer(stock, [rows[:count]]))


def test_weights_are_constant_before_and_after_inferences():
    opened, decodes = interpreter(digits()), [o for o in parse(digits()).operators if o.is_decode]
    weights = {o.outputs[0]: opened.get_tensor(o.outputs[0]) for o in decodes}
    assert len(weights) > 2
    for inputs in random_inputs(digits(), 2):
        infer(opened, inputs)
        for index, values in weights.items():
            assert values.any()
            assert np.array_equal(opened.get_tensor(index), values)


def test_one_delegate_serves_several_interpreters_and_outlives_them():
    shared = seedlite.litert.delegate()
    kept = [litert.Interpreter(model_content=digits(), experimental_delegates=[shared])]
    kept.append(litert.Interpreter(model_content=digits(), experimental_delegates=[shared]))
    del kept[0], shared
    kept[0].allocate_tensors()
    (x,) = random_inputs(digits(), 1)
    stock = interpreter(expand(digits()), "default", delegated=False)
    assert_same_bytes(infer(kept[0], x), infer(stock, x))


def test_stock_model_is_left_alone():
    stock = expand(digits())
    (x,) = random_inputs(stock, 1)
    assert_same_bytes(infer(interpreter(stock), x), infer(interpreter(stock, delegated=False), x))


def test_lstm_on_litert_equals_the_expanded_file():
    file = seedlite.convert(named(lstm(Lstm(inputs=20, units=14))), bits=4).file
    stock = LiteRT(expand(file))
    x = random_rows(file, 5)[np.newaxis]  # one sequence
    outputs = run(file, x, "litert").outputs[0]
    expected = np.stack([stock.invoke([one])[0] for one in x[0]])
    assert_same_bytes([outputs], [expected])


def test_lstm_without_the_tensors_that_litert_needs_is_refused():
    file = seedlite.convert(named(lstm(Lstm(inputs=20, units=14))), bits=4).file
    with pytest.raises((RuntimeError, ValueError), match="failed to prepare"):
        interpreter(file)


# Damage: what the interpreter raises, and that it raises

Change = Callable[[schema.ModelT], None]


def decode_input(model: schema.ModelT, number: int) -> tuple[schema.TensorT, schema.BufferT]:
    """Input `number` of the first DECODE operator; its bytes can be changed."""
    codes = [code.customCode for code in model.operatorCodes]
    graph = model.subgraphs[0]
    decode = next(o for o in graph.operators if codes[o.opcodeIndex] == c.DECODE_OPERATOR.encode())
    tensor = graph.tensors[decode.inputs[number]]
    buffer = model.buffers[tensor.buffer]
    buffer.data = np.array(buffer.data, np.uint8)
    return tensor, buffer


def record(offset: int, value: int) -> Change:
    def change(model: schema.ModelT) -> None:
        decode_input(model, 1)[1].data[offset] = value

    return change


def shortened(number: int, by: int) -> Change:
    def change(model: schema.ModelT) -> None:
        tensor, buffer = decode_input(model, number)
        buffer.data = buffer.data[:-by]
        tensor.shape = [len(buffer.data)]

    return change


DAMAGE = {
    "version": (record(1, 9), "DECODE type"),
    "reserved bytes": (record(2, 1), "reserved bytes"),
    "count": (record(4, 1), "number of weights"),
    "batch size": (record(11, 0xFF), "batch size"),
    "values per draw": (record(16, 200), "V or k"),
    "bits per draw": (record(17, 0), "V or k"),
    "flags": (record(20, 0xFF), "statistics or flags"),
    "network statistics": (record(20, 1), "statistics or flags"),
    "row code bits": (record(23, 99), "row code widths"),
    "mask group": (record(26, 1), "seed bits|too short"),
    "a short record": (shortened(1, 1), "bytes of the record"),
    "short seed bits": (shortened(0, 1), "seed bits|too short"),
    "almost no seed bits": (shortened(0, 200), "seed bits|too short"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_record_is_refused_naming_operator_and_remedy(damage):
    change, text = DAMAGE[damage]
    with pytest.raises((RuntimeError, ValueError), match=text) as refusal:
        interpreter(edited(digits(), change))
    assert "seedlite: operator" in str(refusal.value)
    assert "convert the model again" in str(refusal.value)


def test_other_decode_type_is_left_to_the_interpreter():
    with pytest.raises((RuntimeError, ValueError), match=r"unresolved.*TFLM_DECODE"):
        interpreter(edited(digits(), record(0, 1)))


def test_random_damage_of_records_and_seed_bits_is_refused_or_runs():
    chance, said = random.Random(3), []
    for _ in range(150):

        def change(model: schema.ModelT) -> None:
            _, buffer = decode_input(model, chance.randrange(2))
            buffer.data[chance.randrange(min(len(buffer.data), 64))] = chance.randrange(256)

        try:
            infer(interpreter(edited(digits(), change)), random_inputs(digits(), 1)[0])
            said.append("ran")
        except (RuntimeError, ValueError) as error:
            said.append(str(error))
    assert "ran" in said
    assert all(re.search("^ran$|seedlite: operator|unresolved", text) for text in said)
    assert sum("seedlite" in text for text in said) > 20
