"""Small models with a state, built by rule."""

from collections.abc import Sequence

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor, VariableName
from tests.support.builders import quantization

VALUES, STEPS, OUTPUTS = 8, 4, 5
HISTORY, TOTAL = VariableName(b"", b"history"), VariableName(b"", b"total")
SCALE, ZERO_POINT = 0.1, -3


def activation(*shape: int, zero_point: int = ZERO_POINT) -> Tensor:
    return Tensor(shape, c.TYPE_INT8, None, quantization(SCALE, zero_point))


def initial(values: np.ndarray, zero_point: int = ZERO_POINT) -> Tensor:
    data = values.astype(np.int8).tobytes()
    return Tensor(values.shape, c.TYPE_INT8, data, quantization(SCALE, zero_point))


def integers(*values: int) -> Tensor:
    array = np.array(values, "<i4")
    return Tensor(array.shape, c.TYPE_INT32, array.tobytes())


class StreamingGraph:
    """Collects a model with variables. `called`: whether CALL_ONCE gives them `variables`."""

    def __init__(self, variables: dict[VariableName, Tensor] | None = None):
        self.model = Model([], [], [], [], variables=variables or {})
        if variables is not None:
            self.do(c.OP_CALL_ONCE, [], init_subgraph_index=1)

    def add(self, tensor: Tensor) -> int:
        self.model.tensors.append(tensor)
        return len(self.model.tensors) - 1

    def do(self, code: int, inputs: Sequence[int], *outputs: Tensor, **options: float) -> int:
        """Adds an operator; returns its first output, -1 without one."""
        made = [self.add(tensor) for tensor in outputs]
        self.model.operators.append(Operator(code, list(inputs), made, options))
        return made[0] if made else -1

    def handle(self, name: VariableName) -> int:
        made = self.do(c.OP_VAR_HANDLE, [], Tensor((), c.TYPE_RESOURCE))
        self.model.operators[-1].variable = name
        return made

    def read(self, handle: int, like: Tensor) -> int:
        return self.do(c.OP_READ_VARIABLE, [handle], like)

    def assign(self, handle: int, value: int) -> None:
        self.do(c.OP_ASSIGN_VARIABLE, [handle, value])


def streaming_model(called: bool = True, seed: int = 0) -> Model:
    """A dense layer over the last STEPS inputs, beside the sum of all inputs. The history is zeros
    at first, the sum is not uniform; without CALL_ONCE both are the zero point."""
    rng = np.random.default_rng(seed)
    variables = {
        HISTORY: initial(np.full((1, STEPS - 1, VALUES), ZERO_POINT)),
        TOTAL: initial(np.arange(VALUES)[np.newaxis] - 5),
    }
    g = StreamingGraph(variables if called else None)
    x = g.add(activation(1, VALUES))
    history, total = g.handle(HISTORY), g.handle(TOTAL)
    before = g.read(history, activation(1, STEPS - 1, VALUES))
    shape = g.add(integers(1, 1, VALUES))
    row = g.do(c.OP_RESHAPE, [x, shape], activation(1, 1, VALUES))
    window = g.do(c.OP_CONCATENATION, [before, row], activation(1, STEPS, VALUES), axis=1)
    begin, end, strides = (g.add(integers(*v)) for v in ((0, 1, 0), (1, STEPS, VALUES), (1, 1, 1)))
    kept = g.do(c.OP_STRIDED_SLICE, [window, begin, end, strides], activation(1, STEPS - 1, VALUES))
    g.assign(history, kept)
    weights = rng.integers(-127, 128, (OUTPUTS, STEPS * VALUES)).astype(np.int8)
    stored = g.add(Tensor(weights.shape, c.TYPE_INT8, weights.tobytes(), quantization(0.004)))
    dense = g.do(c.OP_FULLY_CONNECTED, [window, stored, -1], activation(1, OUTPUTS))
    sum_ = g.do(c.OP_ADD, [g.read(total, activation(1, VALUES)), x], activation(1, VALUES))
    g.assign(total, sum_)
    y = g.do(c.OP_CONCATENATION, [dense, sum_], activation(1, OUTPUTS + VALUES), axis=1)
    g.model.inputs, g.model.outputs = [x], [y]
    return g.model


def sequences(count: int, steps: int, seed: int = 1) -> np.ndarray:
    """int8 [count, steps, VALUES], small enough that sums do not saturate at once."""
    return np.random.default_rng(seed).integers(-20, 15, (count, steps, VALUES)).astype(np.int8)
