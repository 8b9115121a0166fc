"""The part of TFLite's schema that seedlite reads and writes, as field numbers.

Source: tensorflow/lite/schema/schema.fbs.
"""

from seedlite.format.operators import OPERATORS

IDENTIFIER = b"TFL3"
VERSION = 3


class ModelField:
    VERSION, OPERATOR_CODES, SUBGRAPHS, DESCRIPTION, BUFFERS, _, METADATA, SIGNATURES = range(8)


class SignatureField:
    INPUTS, OUTPUTS, KEY, _, SUBGRAPH = range(5)


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
    INTERMEDIATES = 8


class CodeField:
    DEPRECATED, CUSTOM, VERSION, BUILTIN = range(4)


class VariableField:
    CONTAINER, NAME = range(2)  # of VAR_HANDLE's options


class BufferField:
    DATA, OFFSET, SIZE = range(3)


class MetadataField:
    NAME, BUFFER = range(2)


RUNTIME = {code: o for code, o in OPERATORS.items() if o.stage == "runtime"}
# Operators that conversion computes or rewrites (folding/); the runtime lacks them.
FOLDED = {code: o for code, o in OPERATORS.items() if o.stage == "folded"}
