"""The part of TFLite's schema that seedlite reads and writes, as field numbers.

Source: tensorflow/lite/schema/schema.fbs; a test compares the options with the official schema.
"""

from typing import NamedTuple

from seedlite.format import constants as c
from seedlite.model.names import operator_code

IDENTIFIER = b"TFL3"
VERSION = 3


class ModelField:
    VERSION, OPERATOR_CODES, SUBGRAPHS, DESCRIPTION, BUFFERS, _, METADATA, SIGNATURES = range(8)


class SignatureField:
    INPUTS, OUTPUTS = range(2)


class PortField:
    NAME, TENSOR = range(2)


class SubgraphField:
    TENSORS, INPUTS, OUTPUTS, OPERATORS, NAME = range(5)


class TensorField:
    SHAPE, TYPE, BUFFER, NAME, QUANTIZATION, IS_VARIABLE, SPARSITY, SIGNATURE = range(8)


class QuantizationField:
    MIN, MAX, SCALE, ZERO_POINT, DETAILS_TYPE, DETAILS, DIMENSION = range(7)


class OperatorField:
    CODE, INPUTS, OUTPUTS, OPTIONS_TYPE, OPTIONS = range(5)


class CodeField:
    DEPRECATED, CUSTOM, VERSION, BUILTIN = range(4)


class BufferField:
    DATA, OFFSET, SIZE = range(3)


class MetadataField:
    NAME, BUFFER = range(2)


class OptionsTable(NamedTuple):
    """An operator's options: number in the BuiltinOptions union, official name, and per field
    its scalar type (i8, i32, f32, or - for what is not carried over) and default."""

    union: int
    name: str
    fields: tuple[tuple[str, float], ...]


I8, I32, F32, SKIP = ("i8", 0), ("i32", 0), ("f32", 0.0), ("-", 0)
ONE = ("i32", 1)

OPTIONS: dict[int, OptionsTable] = {
    c.OP_ADD: OptionsTable(11, "AddOptions", (I8, ("i8", 1))),
    c.OP_AVERAGE_POOL_2D: OptionsTable(5, "Pool2DOptions", (I8, I32, I32, I32, I32, I8)),
    c.OP_CONCATENATION: OptionsTable(10, "ConcatenationOptions", (I32, I8)),
    c.OP_CONV_2D: OptionsTable(1, "Conv2DOptions", (I8, I32, I32, I8, ONE, ONE, I8)),
    c.OP_DEPTHWISE_CONV_2D: OptionsTable(
        2, "DepthwiseConv2DOptions", (I8, I32, I32, I32, I8, ONE, ONE)
    ),
    c.OP_FULLY_CONNECTED: OptionsTable(8, "FullyConnectedOptions", (I8, I8, I8, I8, I8)),
    c.OP_LOGISTIC: OptionsTable(0, "", ()),
    c.OP_MAX_POOL_2D: OptionsTable(5, "Pool2DOptions", (I8, I32, I32, I32, I32, I8)),
    c.OP_MUL: OptionsTable(21, "MulOptions", (I8,)),
    c.OP_RELU: OptionsTable(0, "", ()),
    c.OP_RELU6: OptionsTable(0, "", ()),
    # the new shape is the output tensor's, and input 1's where there is one
    c.OP_RESHAPE: OptionsTable(17, "ReshapeOptions", (SKIP,)),
    c.OP_SOFTMAX: OptionsTable(9, "SoftmaxOptions", (F32,)),
    c.OP_PAD: OptionsTable(22, "PadOptions", ()),
    c.OP_PADV2: OptionsTable(43, "PadV2Options", ()),
    c.OP_TRANSPOSE: OptionsTable(26, "TransposeOptions", ()),
    c.OP_MEAN: OptionsTable(27, "ReducerOptions", (I8,)),
    c.OP_STRIDED_SLICE: OptionsTable(32, "StridedSliceOptions", (I32, I32, I32, I32, I32, I8)),
    c.OP_SPLIT: OptionsTable(35, "SplitOptions", (I32,)),
    c.OP_QUANTIZE: OptionsTable(89, "QuantizeOptions", ()),
}

# Operators that conversion computes or rewrites (folding/): none is left for the runtime.
FOLDED: dict[int, OptionsTable] = {
    operator_code(name): table
    for name, table in {
        "CAST": OptionsTable(37, "CastOptions", ()),
        "DIV": OptionsTable(29, "DivOptions", (I8,)),
        "EXPAND_DIMS": OptionsTable(52, "ExpandDimsOptions", ()),
        "FILL": OptionsTable(68, "FillOptions", ()),
        "GATHER": OptionsTable(23, "GatherOptions", (I32, I32)),
        "PACK": OptionsTable(59, "PackOptions", (I32, I32)),
        "RANGE": OptionsTable(73, "RangeOptions", ()),
        "REDUCE_PROD": OptionsTable(27, "ReducerOptions", (I8,)),
        "SHAPE": OptionsTable(55, "ShapeOptions", (I8,)),
        "SQUEEZE": OptionsTable(30, "SqueezeOptions", ()),
        "SUB": OptionsTable(28, "SubOptions", (I8,)),
        "UNPACK": OptionsTable(64, "UnpackOptions", (I32, I32)),
    }.items()
}

READ = OPTIONS | FOLDED
