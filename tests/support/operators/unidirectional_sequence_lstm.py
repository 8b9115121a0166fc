"""UNIDIRECTIONAL_SEQUENCE_LSTM."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model, Tensor
from tests.support.builders import quantization
from tests.support.operator_strategies import quantizations, seeds, zero_points
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8

ABSENT = [-1]
GATES = 4


@dataclass(frozen=True)
class Lstm:
    """Extents, quantization and options of an LSTM. `cell_power`: of two, the cell's scale."""

    batches: int = 1
    steps: int = 3
    inputs: int = 5
    units: int = 6
    time_major: bool = False
    input: tuple[float, int] = (0.05, -3)
    hidden: tuple[float, int] = (0.0078, 4)
    cell_power: int = -11
    cell_clip: float = 10.0
    weight_scales: tuple[float, ...] = (0.01,) * 2 * GATES
    seed: int = 0

    def shape(self, values: int) -> tuple[int, int, int]:
        batches, steps = self.batches, self.steps
        return (steps, batches, values) if self.time_major else (batches, steps, values)


def lstm(spec: Lstm) -> Model:
    g, rng = Graph(), np.random.default_rng(spec.seed)
    source = g.operand(Int8(spec.shape(spec.inputs), *spec.input))

    def weights(columns: int, scales: tuple[float, ...]) -> list[int]:
        values = rng.integers(-127, 128, (GATES, spec.units, columns), np.int8)
        shape = (spec.units, columns)
        return [
            g.add(Tensor(shape, c.TYPE_INT8, one.tobytes(), quantization(scale)))
            for one, scale in zip(values, scales, strict=True)
        ]

    matrices = weights(spec.inputs, spec.weight_scales[:GATES])
    matrices += weights(spec.units, spec.weight_scales[GATES:])
    biases = [g.integers(rng.integers(-9000, 9000, spec.units, np.int32)) for _ in range(GATES)]
    state = (spec.batches, spec.units)
    hidden = Tensor(state, c.TYPE_INT8, None, quantization(*spec.hidden), variable=True)
    cell = Tensor(state, c.TYPE_INT16, None, quantization(2.0**spec.cell_power), variable=True)
    states = [g.add(hidden), g.add(cell)]
    inputs = [source, *matrices, *ABSENT * 3, *biases, *ABSENT * 2, *states, *ABSENT * 4]
    output = g.operand(Int8(spec.shape(spec.units), *spec.hidden))
    options = {
        "fused_activation_function": c.ACTIVATION_TANH,
        "cell_clip": spec.cell_clip,
        "time_major": int(spec.time_major),
    }
    return g.model(c.OP_UNIDIRECTIONAL_SEQUENCE_LSTM, inputs, [output], options)


extents = st.integers(1, 9)
weight_scales = st.floats(1e-5, 0.2)

specs = st.builds(
    Lstm,
    batches=st.integers(1, 3),
    steps=st.integers(1, 5),
    inputs=extents,
    units=extents,
    time_major=st.booleans(),
    input=quantizations,
    hidden=st.tuples(st.floats(1e-4, 0.02), zero_points),
    cell_power=st.one_of(st.integers(-16, -9), st.integers(-29, 2)),
    cell_clip=st.one_of(st.sampled_from([0.0, -1.0, 1e-9]), st.floats(0.0625, 20, width=32)),
    weight_scales=st.tuples(*[weight_scales] * 2 * GATES),
    seed=seeds,
)

EXAMPLE = Example(lstm(Lstm()), drawn=specs.map(lstm))
