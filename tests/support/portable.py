"""Portable files and what they are compared with."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seedlite.api import Runtime
from seedlite.format.constants import DECODE_OPERATOR, OP_CUSTOM, TYPE_FLOAT32, TYPE_UINT8
from seedlite.model.graph import DTYPES, Model, Operator, Tensor
from seedlite.model.parse import read_graph

LUT_TYPE, LUT_VERSION, LUT_BITS, LUT_STRIDE = 0, 1, 4, 16
HEADER_BYTES = 16  # of DECODE's ancillary tensor


def random_inputs(file: bytes, seed: int = 0) -> list[np.ndarray]:
    """Returns random values for each input of a `.tflite`, in its type and shape."""
    model, rng = read_graph(file), np.random.default_rng(seed)
    found = []
    for tensor in (model.tensors[t] for t in model.inputs):
        if tensor.type == TYPE_FLOAT32:
            found.append(rng.normal(size=tensor.shape).astype(np.float32))
        else:
            limits = np.iinfo(DTYPES[tensor.type])
            values = rng.integers(limits.min, limits.max, tensor.shape, endpoint=True)
            found.append(values.astype(DTYPES[tensor.type]))
    return found


def joined(arrays: Sequence[np.ndarray]) -> bytes:
    return b"".join(array.tobytes() for array in arrays)


def outputs_here(file: bytes, inputs: Sequence[np.ndarray]) -> bytes:
    """Returns the bytes of all outputs of seedlite's runtime."""
    made = Runtime(file)([x[None] for x in inputs])
    return joined(made if isinstance(made, list) else [made])


def with_lookup_table(model: Model, operator: int) -> Model:
    """Returns the model with the weights of a dense layer, of at most 16 values, as DECODE's type
    0: a table of all values, and for each weight an index of four bits, the first in the upper
    half of a byte."""
    weights = model.operators[operator].inputs[1]
    tensor = model.tensors[weights]
    values, indices = np.unique(tensor.array().ravel(), return_inverse=True)
    assert len(values) <= LUT_STRIDE
    pairs = indices.reshape(-1, 2).astype(np.uint8)
    table = np.zeros(LUT_STRIDE, np.int8)
    table[: len(values)] = values
    header = np.zeros(HEADER_BYTES, np.uint8)
    header[[0, 1, 4, 5, 6]] = LUT_TYPE, 1, LUT_VERSION, LUT_BITS, LUT_STRIDE
    encoded = ((pairs[:, 0] << 4) | pairs[:, 1]).tobytes()
    ancillary = header.tobytes() + table.tobytes()
    count = len(model.tensors)
    tensors = [*model.tensors, *(Tensor((len(d),), TYPE_UINT8, d) for d in (encoded, ancillary))]
    tensors[weights] = replace(tensor, data=None)
    decode = Operator(OP_CUSTOM, [count, count + 1], [weights], custom_code=DECODE_OPERATOR)
    operators = [*model.operators]
    operators.insert(operator, decode)
    return replace(model, tensors=tensors, operators=operators)
