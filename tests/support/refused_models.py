"""A model of each kind that cannot be converted, with the words of its refusal."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.names import TYPE_NAMES, operator_code
from seedlite.model.pack import pack
from tests.support import ops
from tests.support.border_graphs import Bordered, float_io
from tests.support.builders import dense_model, quantization
from tests.support.corrupted import edited
from tests.support.folding_graphs import Graph
from tests.support.operators import OPERATORS

TYPES = {name: number for number, name in TYPE_NAMES.items()}


def typed(kind: str, weights: str, quantized: bool) -> bytes:
    """A dense layer with given types of activations and weights."""
    model = dense_model(3, 4)
    scale = quantization(0.1) if quantized else None
    model.tensors = [replace(t, type=TYPES[kind], quantization=scale) for t in model.tensors]
    size = {"float32": 4, "int8": 1, "uint8": 1}[weights]
    model.tensors[1] = replace(model.tensors[1], type=TYPES[weights], data=bytes(12 * size))
    model.tensors[2] = replace(model.tensors[2], type=TYPES["int32"], data=bytes(12))
    return pack(model)


def float16_weights() -> bytes:
    """float16 quantization and mixed_float16: weights stored as float16, used as float32."""
    model = dense_model(3, 4)
    model.tensors = [replace(t, type=TYPES["float32"], quantization=None) for t in model.tensors]
    stored = Tensor((3, 4), TYPES["float16"], bytes(24))
    model.tensors[1] = replace(model.tensors[1], data=None)
    model.tensors[2] = replace(model.tensors[2], data=bytes(12))
    model.tensors.append(stored)
    model.operators.insert(0, Operator(operator_code("DEQUANTIZE"), [4], [1]))
    return pack(model)


def with_ports(source: str, target: str) -> bytes:
    """An int8 layer between conversions from and to other types."""
    g = Graph()
    x = g.add(Tensor((1, 8), TYPES[source], None, quantization(0.05), "image"))
    g.inputs.append(x)
    made = g.dense(g.do("QUANTIZE", [x], g.int8(1, 8)))
    y = g.add(Tensor((1, 5), TYPES[target], None, quantization(0.5), "classes"))
    name = "DEQUANTIZE" if target == "float32" else "QUANTIZE"
    return g.file(g.do(name, [made], y))


def float_around() -> bytes:
    """A float sum of the input and an int8 layer's output."""
    g = Bordered()
    x = g.float_input(1, 5)
    y = g.real(g.dense(g.quantized(x)))
    return g.file(g.do("ADD", [x, y], g.float32(1, 5, name="sum")))


def float_end(operator: str) -> bytes:
    g = float_io()
    return g.file(g.float_head(operator, g.outputs[0], "p"))


def rejoined_softmax() -> bytes:
    """Five rows of one class each, joined after the SOFTMAX."""
    g = Bordered()
    y = g.real(g.reshaped(g.dense(g.quantized(g.float_input(1, 8))), 1, 5, 1))
    return g.file(g.reshaped(g.float_head("SOFTMAX", y, "", beta=1.0), 1, 5, name="p"))


def float_through() -> bytes:
    g = float_io()
    return g.file(*g.outputs, g.inputs[0])


def float_unread() -> bytes:
    g = float_io()
    g.float_input(1, 8)
    return g.file(*g.outputs)


def with_operator(name: str, custom: str = "") -> bytes:
    """A layer, an operator without a kernel, a layer."""
    g = Graph()
    x = g.do(name, [g.dense(g.input(1, 8))], g.int8(1, 5, name="model/strange/Op;model/strange"))
    g.operators[-1].custom_code = custom
    return g.file(g.dense(x))


def float_island() -> bytes:
    """An operator in float32 inside an int8 model."""
    g = Graph()
    before = g.do("DEQUANTIZE", [g.dense(g.input(1, 8))], g.add(Tensor((1, 5), TYPES["float32"])))
    middle = g.do("LOG_SOFTMAX", [before], g.add(Tensor((1, 5), TYPES["float32"])))
    return g.file(g.dense(g.do("QUANTIZE", [middle], g.int8(1, 5))))


def streaming() -> bytes:
    """A second graph that does not initialize variables, and one variable of two sizes."""
    g = Graph()
    handle = g.add(Tensor((), TYPES["resource"]))
    g.do("CALL_ONCE", [], handle)
    g.operators[-1].outputs = []
    g.do("VAR_HANDLE", [], handle)
    state = g.do("READ_VARIABLE", [handle], g.int8(1, 8))
    joined = g.do("CONCATENATION", [state, g.input(1, 8)], g.int8(1, 16), axis=1)
    g.do("ASSIGN_VARIABLE", [handle, joined], joined)
    g.operators[-1].outputs = []
    return edited(g.file(g.dense(joined)), second_graph)


def second_graph(model: schema.ModelT) -> None:
    other = deepcopy(model.subgraphs[0])
    other.operators, other.inputs, other.outputs = [], [], []
    model.subgraphs.append(other)


def two_graphs() -> bytes:
    return edited(pack(dense_model(3, 4)), second_graph)


def dilated() -> bytes:
    model = deepcopy(OPERATORS["conv_2d"])
    model.operators[0].options |= {"dilation_w_factor": 0, "dilation_h_factor": 2}
    model.tensors[-1].name = "model/wide/Conv2D"
    return pack(model)


def grouped() -> bytes:
    x = ops.Int8((1, 5, 5, 4))
    model = ops.conv_2d(x, ops.Weights(np.ones((4, 3, 3, 4), np.int8), [0.1]), (0.4, 5))
    model.tensors[1] = replace(model.tensors[1], shape=(4, 3, 3, 3), data=bytes(108))
    return pack(model)


def several(change: Callable[[Model], None]) -> bytes:
    model = dense_model(3, 4)
    change(model)
    return pack(model)


def batch_of_eight(model: Model) -> None:
    model.tensors[0].shape, model.tensors[3].shape = (8, 4), (8, 3)


def many_ports() -> bytes:
    g = Graph()
    inputs = [g.input(1, 8) for _ in range(256)]
    return g.file(g.dense(g.do("CONCATENATION", inputs[:5], g.int8(1, 40), axis=1)))


def sparse() -> bytes:
    def change(model: schema.ModelT) -> None:
        weights = model.subgraphs[0].tensors[1]
        weights.sparsity = schema.SparsityParametersT()

    return edited(pack(dense_model(3, 4)), change)


# kind: (file, words of each reason's sentence)
KINDS: dict[str, tuple[Callable[[], bytes], list[tuple[str, ...]]]] = {
    "float32 model": (
        lambda: typed("float32", "float32", False),
        [("operator 0 FULLY_CONNECTED", "computes in float32: not quantized", "`calibration`")],
    ),
    "dynamic range": (
        lambda: typed("float32", "int8", False),
        [("dynamic-range quantization", "`calibration`")],
    ),
    "float16 weights": (float16_weights, [("float16 weights", "mixed_float16")]),
    "int16 activations": (
        lambda: typed("int16", "int8", True),
        [("int16 activations", "TFLITE_BUILTINS_INT8")],
    ),
    "uint8 model": (lambda: typed("uint8", "uint8", True), [("uint8 activations", "TensorFlow 2")]),
    "int64 and bool ports": (
        lambda: with_ports("int64", "bool"),
        [
            ("input 0 'image' is int64", "inference_input_type"),
            ("output 0 'classes' is bool", "inference_output_type"),
        ],
    ),
    "int64 input, float32 output": (
        lambda: with_ports("int64", "float32"),
        [("input 0 'image' is int64",)],
    ),
    "float input that is used as float": (
        float_around,
        [
            ("input 0 'real0' is float32 and goes to operator 3 ADD, not only to QUANTIZE",),
            ("output 0 'sum' is float32 and comes from operator 3 ADD", "TFLITE_BUILTINS_INT8"),
            ("operator 3 ADD", "input 0 is float32"),
        ],
    ),
    "float operator before an output": (
        lambda: float_end("GELU"),
        [
            ("output 0 'p' is float32 and comes from operator 3 GELU, by no DEQUANTIZE",),
            ("operator 3 GELU", "computes in float32"),
        ],
    ),
    "softmax of joined rows": (
        rejoined_softmax,
        [
            ("output 0 'p' is float32 and comes from operator 5 RESHAPE",),
            ("operator 4 SOFTMAX", "input 0 is float32"),
            ("operator 5 RESHAPE", "input 0 is float32"),
        ],
    ),
    "float input that is an output": (
        float_through,
        [
            ("input 0 'real0' is float32 and an output as well",),
            ("output 1 'real0' is float32",),
        ],
    ),
    "float input that nothing reads": (
        float_unread,
        [("input 1 'real1' is float32 and nothing reads it", "without this input")],
    ),
    "float island": (float_island, [("operator 2 LOG_SOFTMAX", "is float32")]),
    "streaming": (
        streaming,
        [
            ("operator 0 CALL_ONCE", "does more than to assign constants to variables"),
            ("operator 4 ASSIGN_VARIABLE", "16 int8 values, where variable '' has 8 int8 values"),
        ],
    ),
    "two graphs": (two_graphs, [("2 graphs", "one function or signature")]),
    "recurrent layer": (
        lambda: with_operator("BIDIRECTIONAL_SEQUENCE_LSTM"),
        [("operator 1 BIDIRECTIONAL_SEQUENCE_LSTM", "model/strange", "recurrent")],
    ),
    "control flow": (lambda: with_operator("WHILE"), [("operator 1 WHILE", "control flow")]),
    "operator without a kernel": (
        lambda: with_operator("GELU"),
        [("operator 1 GELU (model/strange)", "ReLU6")],
    ),
    "operator that only folds": (
        lambda: with_operator("REDUCE_PROD"),
        [("operator 1 REDUCE_PROD", "depends on the model's input")],
    ),
    "compiled for Ethos-U": (
        lambda: with_operator("CUSTOM", "ethos-u"),
        [("CUSTOM 'ethos-u'", "Vela", "from before that compiler")],
    ),
    "compiled for Edge TPU": (
        lambda: with_operator("CUSTOM", "edgetpu-custom-op"),
        [("CUSTOM 'edgetpu-custom-op'", "Edge TPU", "from before that compiler")],
    ),
    "TensorFlow operator": (
        lambda: with_operator("CUSTOM", "FlexErf"),
        [("CUSTOM 'FlexErf'", "Select TF ops")],
    ),
    "unknown custom operator": (
        lambda: with_operator("CUSTOM", "MyOp"),
        [("operator 1 CUSTOM 'MyOp' (model/strange)", "nobody here knows")],
    ),
    "dilation": (
        dilated,
        [("operator 0 CONV_2D (model/wide)", "dilation 2 x 0", "damaged")],
    ),
    "groups": (grouped, [("operator 0 CONV_2D", "weights for 3 channels", "an equal part")]),
    "batch": (lambda: several(batch_of_eight), [("has batch 8", "batch dimension of 1")]),
    "many ports": (many_ports, [("256 inputs; 255 are the most",)]),
    "sparse": (sparse, [("operator 0 FULLY_CONNECTED", "is sparse", "without sparsity")]),
}  # fmt: skip

# kinds that `convert` quantizes where it is given samples
QUANTIZED_FIRST = ("float32 model", "dynamic range")
