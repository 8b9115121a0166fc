"""Measures how sensitive the network's output is to errors of each layer's weights."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from seedlite.codec import CentralizedLayer, CodedModel, editable, install_weights
from seedlite.format.constants import OP_ADD
from seedlite.model import Layer, Model, layers
from seedlite.search.calibrated.activations import Arenas

MAX_CHECKED = 128  # samples for measuring errors

# Encodes a layer whose inputs are in the states; also returns the relative squared error of its
# weights.
TrialCoder = Callable[[int, Arenas], tuple[CentralizedLayer, float]]


class Sensitivity(NamedTuple):
    """The output's squared error per relative squared error of a layer's weights, with this layer
    alone coded: all of it, and what remains after the layers behind, whose targets are fitted to
    what reaches them (Metric.targets), have made up for lost gains and offsets."""

    whole: float
    remaining: float


def output_sensitivities(
    model: Model, chosen: list[Layer], samples: np.ndarray, trial: TrialCoder
) -> list[Sensitivity]:
    """Returns the sensitivity of each chosen layer.

    The output error is the mean square, in int8 steps, at the last weighted layer or addition
    before each model output, summed over outputs.
    samples: int8 [n, ...input shape].
    trial: called with the index of each chosen layer.
    """
    lasts = _last_sums(model)
    states = Arenas(model, samples)
    # held-out samples: errors look too small on those that guided the coding
    states, before = states.split(MAX_CHECKED)
    truths = _outputs(model, before.copy(), lasts)
    sensitivities = []
    for number, layer in enumerate(chosen):
        states.advance(model, layer.operator)
        before.advance(model, layer.operator)
        part, weight_error = trial(number, states)
        changed = editable(model)
        install_weights(changed, part)
        behind = [operator for operator in lasts if operator >= layer.operator]
        outputs = _outputs(changed, before.copy(), behind)
        pairs = [(x, truths[last]) for last, x in outputs.items()]
        errors = (sum(error(*pair) for pair in pairs) for error in (_error, _remaining_error))
        sensitivities.append(Sensitivity(*(error / weight_error for error in errors)))
    return sensitivities


def output_error(model: Model, coded: CodedModel, samples: np.ndarray) -> float:
    """Returns the error of a coded network's outputs, as output_sensitivities measures the whole
    error of one layer. samples: int8 [n, ...input shape]."""
    changed = editable(coded.model)
    for part in coded.parts:
        install_weights(changed, part)
    lasts = _last_sums(model)
    truths, outputs = (_outputs(each, Arenas(each, samples), lasts) for each in (model, changed))
    return sum(_error(outputs[last], truths[last]) for last in lasts)


def _error(outputs: np.ndarray, truths: np.ndarray) -> float:
    return float(np.mean(np.square(outputs - truths)))


def _remaining_error(outputs: np.ndarray, truths: np.ndarray) -> float:
    """Returns the mean square error of outputs, [samples, elements], after each element's gain and
    offset are fitted: coarse codes lose energy."""
    x, y = outputs - outputs.mean(axis=0), truths - truths.mean(axis=0)
    energy = np.sum(np.square(x), axis=0)
    gains = np.sum(x * y, axis=0) / np.maximum(energy, 1.0)
    return float(np.mean(np.square(y - gains * x)))


def _outputs(model: Model, states: Arenas, operators: list[int]) -> dict[int, np.ndarray]:
    """Returns the outputs of operators that the states have not run yet: float64 [samples,
    elements]."""
    found = {}
    for operator in operators:
        states.advance(model, operator + 1)
        output = states.tensor(model, model.operators[operator].outputs[0])
        found[operator] = output.astype(np.float64)
    return found


def _last_sums(model: Model) -> list[int]:
    """Returns the operators with weights and the additions that reach an output without passing
    another one, in order."""
    summing = {layer.operator for layer in layers(model)}
    summing.update(n for n, o in enumerate(model.operators) if o.code == OP_ADD)
    needed, lasts = set(model.outputs), []
    for index in reversed(range(len(model.operators))):
        operator = model.operators[index]
        if needed.isdisjoint(operator.outputs):
            continue
        if index in summing:
            lasts.append(index)
        else:
            needed.update(operator.inputs)
    return lasts[::-1]
