"""How much the network's output minds errors of a layer's weights."""

from collections.abc import Callable

import numpy as np

from seedlite.calibrated.states import States
from seedlite.centralize import Centralized, editable, install_weights
from seedlite.graph import Layer, layers
from seedlite.tflite import Model

MAX_CHECKED = 128  # samples that errors are measured on

# Codes a layer before whose operator the states stand; gives also its weights' squared error over
# their squared value.
Trial = Callable[[int, States], tuple[Centralized, float]]


def output_noises(
    model: Model, chosen: list[Layer], samples: np.ndarray, trial: Trial
) -> list[float]:
    """The mean squared error of the last weighted layer's output, in its int8 steps, with one
    layer at a time coded, as it would be if nothing of its weights were left.

    samples: int8 [n, ...input shape]. trial: called with the number of each chosen layer.
    """
    end = max(layer.operator for layer in layers(model)) + 1
    output = model.operators[end - 1].outputs[0]
    states = States(model, samples)
    # other samples than those coded with, on which errors look smaller than they are
    checked = min(MAX_CHECKED, -(-states.samples // 4))
    before = states.copy(slice(states.samples - checked, None))
    states = states.copy(slice(states.samples - checked))
    whole = before.copy()
    whole.advance(model, end)
    truth = whole.tensor(model, output).astype(np.float64)
    noises = []
    for number, layer in enumerate(chosen):
        states.advance(model, layer.operator)
        before.advance(model, layer.operator)
        part, weight_noise = trial(number, states)
        changed = editable(model)
        install_weights(changed, part)
        after = before.copy()
        after.advance(changed, end)
        error = np.mean(np.square(after.tensor(model, output) - truth))
        noises.append(float(error) / weight_noise)
    return noises
