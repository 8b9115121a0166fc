"""Evaluates the small operators of shape arithmetic with numpy, exactly or not at all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import ACTIVATION_NONE, TYPE_INT8, TYPE_INT32, TYPE_INT64
from seedlite.model import DTYPES, OPERATOR_NAMES, Model, Operator, Tensor

MOST_ELEMENTS = 1 << 24  # of a FILL or RANGE: a file must not exhaust the memory
WHOLE = (TYPE_INT32, TYPE_INT64)


@dataclass(frozen=True)
class Call:
    """An operator with its tensors and its inputs' values."""

    operator: Operator
    inputs: list[Tensor]
    outputs: list[Tensor]
    values: list[np.ndarray]

    def option(self, name: str) -> int:
        return self.operator.option(name)


Results = list[np.ndarray] | None


def evaluate(model: Model, operator: Operator) -> Results:
    """Returns the operator's outputs, not yet checked against its tensors; None if an input is no
    constant or the exact result is unknown."""
    function = FUNCTIONS.get(OPERATOR_NAMES.get(operator.code, ""))
    if function is None or -1 in operator.inputs or not operator.inputs or not operator.outputs:
        return None
    inputs = [model.tensors[t] for t in operator.inputs]
    outputs = [model.tensors[t] for t in operator.outputs]
    if function is _shape:
        return _shape(Call(operator, inputs, outputs, []))
    if any(t.data is None or t.type not in DTYPES for t in inputs):
        return None
    call = Call(operator, inputs, outputs, [t.array() for t in inputs])
    moved = function in MOVES and _keeps_meaning(call)
    if not moved and any(t.type not in WHOLE for t in inputs + outputs):
        return None
    try:
        return function(call)
    except (ValueError, IndexError, OverflowError):  # numpy's errors on unsuitable operands
        return None


def _keeps_meaning(call: Call) -> bool:
    """Tells whether int8 outputs have the quantization of the int8 inputs."""
    return all(
        t.type == TYPE_INT8 and same_quantization(t, call.outputs[0])
        for t in call.inputs + call.outputs
        if t.type not in WHOLE
    )


def same_quantization(a: Tensor, b: Tensor) -> bool:
    """Tells whether two tensors' integers represent the same real numbers."""
    if a.quantization is None or b.quantization is None:
        return a.quantization is b.quantization
    return np.array_equal(a.quantization.scales, b.quantization.scales) and np.array_equal(
        a.quantization.zero_points, b.quantization.zero_points
    )


def _shape(call: Call) -> Results:
    return [np.array(call.inputs[0].shape, np.int64)]


def _reshape(call: Call) -> Results:
    return [call.values[0].reshape(call.outputs[0].shape)]


def _strided_slice(call: Call) -> Results:
    begins, ends, strides = (v.ravel().tolist() for v in call.values[1:4])
    refused = map(call.option, ("ellipsis_mask", "new_axis_mask", "offset"))
    if any(refused) or not len(begins) == len(ends) == len(strides):
        return None
    begin_mask, end_mask, shrink = map(call.option, ("begin_mask", "end_mask", "shrink_axis_mask"))
    index: list[int | slice] = []
    for d, (begin, end, stride) in enumerate(zip(begins, ends, strides, strict=True)):
        begin = None if begin_mask >> d & 1 else begin
        if shrink >> d & 1:
            if stride != 1:
                return None
            index.append(begin or 0)
        else:
            index.append(slice(begin, None if end_mask >> d & 1 else end, stride))
    return [np.asarray(call.values[0][tuple(index)])]


def _pack(call: Call) -> Results:
    return [np.stack(call.values, call.option("axis"))]


def _unpack(call: Call) -> Results:
    return list(np.moveaxis(call.values[0], call.option("axis"), 0))


def _concatenation(call: Call) -> Results:
    fused = call.operator.fused_activation != ACTIVATION_NONE
    return None if fused else [np.concatenate(call.values, call.option("axis"))]


def _gather(call: Call) -> Results:
    values, indices = call.values
    axis, batch_dims = call.option("axis"), call.option("batch_dims")
    if batch_dims or indices.min() < 0 or indices.max() >= values.shape[axis]:
        return None
    return [np.take(values, indices, axis)]


def _cast(call: Call) -> Results:
    return [call.values[0]]


def _arithmetic(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> "Function":
    """Computes with Python's integers, which do not overflow."""

    def evaluated(call: Call) -> Results:
        if call.operator.fused_activation != ACTIVATION_NONE:
            return None
        a, b = (value.astype(object) for value in call.values)
        return [np.asarray(function(a, b), object)]

    return evaluated


def _quotient(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Rounds towards zero, as C does."""
    if not np.all(b):
        raise ValueError("division by zero")
    quotient = np.abs(a) // np.abs(b)
    return np.where((a < 0) != (b < 0), -quotient, quotient)


def _reduce_prod(call: Call) -> Results:
    axes = tuple(int(a) for a in call.values[1].ravel())
    values = call.values[0].astype(object)
    product = values.prod(axes, keepdims=bool(call.option("keep_dims")))
    return [np.asarray(product, object)]


def _fill(call: Call) -> Results:
    shape = [int(extent) for extent in call.values[0].ravel()]
    if np.prod(shape, dtype=object) > MOST_ELEMENTS:
        return None
    return [np.full(shape, call.values[1].reshape(()))]


def _range(call: Call) -> Results:
    first, last, step = (int(value.reshape(())) for value in call.values)
    if not step or abs((last - first) // step) > MOST_ELEMENTS:
        return None
    return [np.arange(first, last, step)]


Function = Callable[[Call], Results]
FUNCTIONS: dict[str, Function] = {
    "ADD": _arithmetic(np.add),
    "CAST": _cast,
    "CONCATENATION": _concatenation,
    "DIV": _arithmetic(_quotient),
    "EXPAND_DIMS": _reshape,
    "FILL": _fill,
    "GATHER": _gather,
    "MUL": _arithmetic(np.multiply),
    "PACK": _pack,
    "RANGE": _range,
    "REDUCE_PROD": _reduce_prod,
    "RESHAPE": _reshape,
    "SHAPE": _shape,
    "SQUEEZE": _reshape,
    "STRIDED_SLICE": _strided_slice,
    "SUB": _arithmetic(np.subtract),
    "UNPACK": _unpack,
}
MOVES = (_reshape, _strided_slice, _pack, _unpack, _gather)  # values, whatever they mean
