"""An operator's example, and the material that examples are made of."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support.ops import Int8, Weights

IMAGE = Int8((1, 6, 5, 4), 0.1, -3)


@dataclass(frozen=True)
class Example:
    """A small sound model of one operator: verified with one thing wrong, run on the boards by
    `seedlite test`, a fuzzer's first input.

    model: one activation comes in; another operand is a constant (training takes one input).
    takes_constants: any of its activations may be a constant beside another one.
    any_rank: indices of the model's tensors that may have another axis in front.
    drawn: models that are compared with TFLM beside this one (operator_strategies)."""

    model: Model
    takes_constants: bool = False
    any_rank: tuple[int, ...] = ()
    drawn: st.SearchStrategy[Model] | None = None


def noise(*shape: int) -> np.ndarray:
    """int8, the same for the same shape."""
    return np.random.default_rng(shape).integers(-127, 128, shape, np.int8)


def weights(*shape: int, channels: int) -> Weights:
    return Weights(noise(*shape), np.linspace(0.01, 0.05, channels).tolist(), np.arange(channels))
