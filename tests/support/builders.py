"""Small hand-made models for tests."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seedlite.format.constants import OP_FULLY_CONNECTED, TYPE_INT8, TYPE_INT32
from seedlite.model.arena.plan import plan_arena, plan_metadata
from seedlite.model.graph import Model, Operator, Quantization, Tensor
from seedlite.model.pack import pack


def quantization(
    scales: float | Sequence[float] | np.ndarray, zero_point: int = 0, axis: int = 0
) -> Quantization:
    """One scale, or one for each channel along `axis`; one zero point for all."""
    scales = np.atleast_1d(np.asarray(scales, np.float32))
    return Quantization(scales, np.full(scales.size, zero_point, np.int64), axis)


def planned(model: Model, offsets: list[int] | None = None) -> bytes:
    """The model as a file, with the arena offsets given or, by default, planned: what the runtime
    loads, and TFLM as well."""
    plan = plan_arena(model)
    plan.offsets = offsets or plan.offsets
    return pack(replace(model, metadata=plan_metadata(plan)))


def dense_model(outputs: int, inputs: int, seed: int = 0) -> Model:
    """One FULLY_CONNECTED with random int8 weights, bias, input zero point 3."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(-127, 128, (outputs, inputs)).astype(np.int8)
    bias = rng.integers(-1000, 1000, outputs).astype("<i4")
    return Model(
        tensors=[
            Tensor((1, inputs), TYPE_INT8, None, quantization(0.05, 3), "in"),
            Tensor((outputs, inputs), TYPE_INT8, weights.tobytes(), quantization(0.01), "weights"),
            Tensor((outputs,), TYPE_INT32, bias.tobytes(), quantization(0.0005), "bias"),
            Tensor((1, outputs), TYPE_INT8, None, quantization(0.5, -2), "out"),
        ],
        operators=[Operator(OP_FULLY_CONNECTED, [0, 1, 2], [3], version=4)],
        inputs=[0],
        outputs=[3],
    )


def named(model: Model) -> bytes:
    """The model as a file, with room in its biases for other scales of the weights."""
    tensors = [
        replace(t, name=f"t{n}", data=bytes(len(t.data or b"")))
        if t.type == TYPE_INT32
        else replace(t, name=f"t{n}")
        for n, t in enumerate(model.tensors)
    ]
    return pack(replace(model, tensors=tensors))
