"""How much the network's output minds errors of a layer's weights."""

from collections.abc import Callable

import numpy as np

from seedlite.codec import Centralized, editable, install_weights
from seedlite.model import Layer, Model, layers
from seedlite.search.calibrated.activations import States

MAX_CHECKED = 128  # samples that errors are measured on

# Codes a layer before whose operator the states stand; gives also its weights' squared error over
# their squared value.
Trial = Callable[[int, States], tuple[Centralized, float]]


def output_noises(
    model: Model, chosen: list[Layer], samples: np.ndarray, trial: Trial
) -> list[float]:
    """The mean squared error of the last weighted layer's output before each of the model's
    outputs, in its int8 steps, summed up, with one layer at a time coded, as it would be if
    nothing of its weights were left.

    samples: int8 [n, ...input shape]. trial: called with the number of each chosen layer.
    """
    lasts = _last_layers(model)
    states = States(model, samples)
    # other samples than those coded with, on which errors look smaller than they are
    checked = min(MAX_CHECKED, -(-states.samples // 4))
    before = states.copy(slice(states.samples - checked, None))
    states = states.copy(slice(states.samples - checked))
    truths = _outputs(model, before.copy(), lasts)
    noises = []
    for number, layer in enumerate(chosen):
        states.advance(model, layer.operator)
        before.advance(model, layer.operator)
        part, weight_noise = trial(number, states)
        changed = editable(model)
        install_weights(changed, part)
        behind = [operator for operator in lasts if operator >= layer.operator]
        outputs = _outputs(changed, before.copy(), behind)
        error = sum(np.mean(np.square(x - truths[last])) for last, x in outputs.items())
        noises.append(float(error) / weight_noise)
    return noises


def _outputs(model: Model, states: States, operators: list[int]) -> dict[int, np.ndarray]:
    """float64 [samples, elements] of the outputs of operators that the states have yet to run."""
    found = {}
    for operator in operators:
        states.advance(model, operator + 1)
        output = states.tensor(model, model.operators[operator].outputs[0])
        found[operator] = output.astype(np.float64)
    return found


def _last_layers(model: Model) -> list[int]:
    """Operators with weights, in order, from which a path without others leads to an output."""
    weighted = {layer.operator for layer in layers(model)}
    needed, lasts = set(model.outputs), []
    for index in reversed(range(len(model.operators))):
        operator = model.operators[index]
        if needed.isdisjoint(operator.outputs):
            continue
        if index in weighted:
            lasts.append(index)
        else:
            needed.update(operator.inputs)
    return lasts[::-1]
