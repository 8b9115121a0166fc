"""Counts the inputs of a layer that are zero."""

from collections.abc import Sequence

import numpy as np

from seedlite.model import Layer, Model
from seedlite.search.calibrated.activations import Arenas, thinned


def zero_inputs(model: Model, chosen: Sequence[Layer], samples: np.ndarray) -> list[float]:
    """Returns the share of each layer's inputs that are at their zero point, 0 ... 1.

    chosen: in the graph's order.
    samples: int8 [n, ...input shape], thinned if they are many.
    """
    states = Arenas(model, thinned(model, samples))
    shares = []
    for layer in chosen:
        states.advance(model, layer.operator)
        source = model.operators[layer.operator].source  # of a state as of the input
        at_zero = states.tensor(model, source) == model.tensors[source].zero_point
        shares.append(float(np.mean(at_zero)))
    return shares
