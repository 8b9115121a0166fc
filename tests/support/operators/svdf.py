"""SVDF."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model, Tensor
from tests.support.builders import quantization
from tests.support.operator_strategies import extents, quantizations, scales, seeds, zero_points
from tests.support.operators.example import Example
from tests.support.ops import Graph, Int8


@dataclass(frozen=True)
class Svdf:
    """Extents and quantization of an SVDF. `wide`: its memory is int16."""

    batches: int = 1
    inputs: int = 5
    units: int = 3
    rank: int = 2
    memory: int = 4
    wide: bool = False
    input: tuple[float, int] = (0.05, -3)
    state: tuple[float, int] = (0.1, 7)
    output: tuple[float, int] = (0.2, -5)
    feature_scale: float = 0.01
    time_scale: float = 0.02
    seed: int = 0


def svdf(spec: Svdf) -> Model:
    g, rng = Graph(), np.random.default_rng(spec.seed)
    filters = spec.units * spec.rank
    type = c.TYPE_INT16 if spec.wide else c.TYPE_INT8
    times = rng.integers(-127, 128, (filters, spec.memory)).astype("<i2" if spec.wide else np.int8)
    features = rng.integers(-127, 128, (filters, spec.inputs), np.int8)
    inputs = [
        g.operand(Int8((spec.batches, spec.inputs), *spec.input)),
        g.add(
            Tensor(
                features.shape, c.TYPE_INT8, features.tobytes(), quantization(spec.feature_scale)
            )
        ),
        g.add(Tensor(times.shape, type, times.tobytes(), quantization(spec.time_scale))),
        g.integers(rng.integers(-900, 900, spec.units, np.int32)),
    ]
    product = np.float32(spec.state[0]) * np.float32(spec.time_scale)
    g.tensors[-1].quantization = quantization(product)
    state, zero_point = spec.state
    quantized = quantization(state, 0 if spec.wide else zero_point)
    shape = (spec.batches, filters * spec.memory)
    inputs.append(g.add(Tensor(shape, type, None, quantized, variable=True)))
    output = g.operand(Int8((spec.batches, spec.units), *spec.output))
    return g.model(c.OP_SVDF, inputs, [output], {"rank": spec.rank})


specs = st.builds(
    Svdf,
    batches=st.integers(1, 3),
    inputs=st.integers(1, 80),
    units=extents,
    rank=st.integers(1, 3),
    memory=st.integers(1, 9),
    wide=st.booleans(),
    input=quantizations,
    state=st.tuples(scales, zero_points),
    output=quantizations,
    feature_scale=st.floats(1e-3, 0.1),
    time_scale=st.floats(1e-3, 0.1),
    seed=seeds,
)

EXAMPLE = Example(svdf(Svdf()), drawn=specs.map(svdf))
