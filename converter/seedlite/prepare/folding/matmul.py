"""Makes products with a constant matrix dense layers, whose weights can be centralized."""

import numpy as np

from seedlite.format.constants import OP_BATCH_MATMUL, OP_FULLY_CONNECTED, TYPE_INT8
from seedlite.model import Model, Operator, Quantization, Tensor


def to_dense(model: Model) -> None:
    """Replaces every BATCH_MATMUL whose second operand is a single constant matrix, with one scale
    and the zero point 0, by FULLY_CONNECTED. TFLM computes both alike."""
    for place, operator in enumerate(model.operators):
        if operator.code == OP_BATCH_MATMUL and _is_dense(model, operator):
            model.operators[place] = _dense(model, operator)


def _is_dense(model: Model, operator: Operator) -> bool:
    if len(operator.inputs) != 2 or min(operator.inputs) < 0 or operator.option("adj_x"):
        return False
    source, matrix = (model.tensors[t] for t in operator.inputs)
    quantization = matrix.quantization
    if source.type != TYPE_INT8 or matrix.type != TYPE_INT8 or quantization is None:
        return False
    single = 2 <= len(matrix.shape) <= len(source.shape) and set(matrix.shape[:-2]) <= {1}
    symmetric = len(quantization.scales) == 1 and not quantization.zero_points.any()
    fits = source.data is None and matrix.data is not None and single and symmetric
    depth = matrix.shape[-1 if operator.option("adj_y") else -2] if fits else 0
    return fits and source.shape[-1] == depth


def _dense(model: Model, operator: Operator) -> Operator:
    matrix = model.tensors[operator.inputs[1]]
    values = matrix.array().reshape(matrix.shape[-2:])
    if not operator.option("adj_y"):
        values = values.T
    scales, zero_points = np.array([matrix.scale], np.float32), np.zeros(1, np.int64)
    weights = Tensor(
        values.shape,
        TYPE_INT8,
        np.ascontiguousarray(values).tobytes(),
        Quantization(scales, zero_points),
        matrix.name,
    )
    model.tensors.append(weights)
    inputs = [operator.inputs[0], len(model.tensors) - 1, -1]
    options: dict[str, float] = {"keep_num_dims": 1}
    return Operator(
        OP_FULLY_CONNECTED, inputs, operator.outputs, options, version=5, number=operator.number
    )
