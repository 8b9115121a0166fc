"""Wraps single operators into models with one input and one output."""

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import quantization

SCALE, ZERO_POINT = 0.1, -7  # of the input; operands get the same integers with their own scales


def single_port(model: Model) -> Model:
    """Returns the operators between copies: operands are cut out of one input [1, bytes], outputs
    are joined to one."""
    joined = Model(list(model.tensors), [], [], [])
    add = _Adder(joined)
    counts = [model.tensors[index].count for index in model.inputs]
    source = add.tensor((1, sum(counts)))
    joined.inputs = [source]
    for index, end, count in zip(model.inputs, np.cumsum(counts), counts, strict=True):
        part = add.tensor((1, count))
        bounds = [add.integers(*pair) for pair in ((0, end - count), (1, end), (1, 1))]
        add.operator(c.OP_STRIDED_SLICE, [source, *bounds], part)
        add.operator(c.OP_RESHAPE, [part], index)
    joined.operators += model.operators
    rows = [add.tensor((1, model.tensors[index].count), like=index) for index in model.outputs]
    for index, row in zip(model.outputs, rows, strict=True):
        add.operator(c.OP_RESHAPE, [index], row)
    if len(rows) > 1:
        width = sum(joined.tensors[row].count for row in rows)
        output = add.tensor((1, width), like=rows[0])
        add.operator(c.OP_CONCATENATION, rows, output, {"axis": 1})
        rows = [output]
    joined.outputs = rows
    return joined


class _Adder:
    def __init__(self, model: Model):
        self._model = model

    def tensor(self, shape: tuple[int, ...], like: int | None = None) -> int:
        """Adds an activation quantized as tensor `like`, or as the input."""
        quantized = quantization(SCALE, ZERO_POINT)
        if like is not None:
            quantized = self._model.tensors[like].quantization
        return self._append(Tensor(shape, c.TYPE_INT8, None, quantized))

    def integers(self, *values: int) -> int:
        array = np.array(values, "<i4")
        return self._append(Tensor(array.shape, c.TYPE_INT32, array.tobytes()))

    def operator(
        self, code: int, inputs: list[int], output: int, options: dict | None = None
    ) -> None:
        self._model.operators.append(Operator(code, inputs, [output], options or {}))

    def _append(self, tensor: Tensor) -> int:
        self._model.tensors.append(tensor)
        return len(self._model.tensors) - 1
