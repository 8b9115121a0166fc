"""Gradients of the end loss at the layers' outputs, for random sketches of its curvature.

The curvature of the loss at the outputs is that of the divergence between a classifier's softmax
before and after (Fisher information), and of the squared error of other models. A sketch v is a
random vector whose mean outer product is that matrix; the gradient of v's product with the outputs
is then a sketch of the curvature at any layer.
"""

from collections.abc import Callable

import numpy as np

from seedlite.model import Head, Model, heads_of, layers
from seedlite.search.calibrated.activations import Arenas, evenly
from seedlite.search.calibrated.backward import BACKWARD, CLAMPED, Activations, Gradients, unclamped
from seedlite.search.calibrated.fixed_point import add_to, fixed

TEMPERATURE = 2.0  # of classifiers' softmax: less sure, so that more classes count
MEMORY_BYTES = 256 << 20  # of activations

# Called with an operator with weights and the gradients of its sums.
Visitor = Callable[[int, np.ndarray], None]


def activations(model: Model, samples: np.ndarray) -> Activations:
    """Runs the model and keeps all activations, of evenly spaced samples if all take too much
    memory. samples: int8 [n, ...input shape], of a model without a state."""
    kept = [i for i, t in enumerate(model.tensors) if t.data is None and i in model.used_tensors]
    each = sum(model.tensors[index].bytes for index in kept)
    samples = evenly(samples, max(1, MEMORY_BYTES // each))
    arenas = Arenas(model, samples)
    found: dict[int, np.ndarray] = {}

    def keep(indices: list[int]) -> None:
        for index in indices:
            shape = model.tensors[index].shape
            found[index] = arenas.tensor(model, index).reshape(len(samples), *shape).copy()

    keep(model.inputs)
    for number, operator in enumerate(model.operators):
        arenas.advance(model, number + 1)
        keep(operator.outputs)
    return Activations(model, found)


def sketches(states: Activations, head: Head, count: int, seed: int) -> np.ndarray:
    """Returns random sketches of the loss's curvature at an output: [count, samples, *shape]."""
    outputs = states.real(head.tensor)
    signs = np.random.default_rng(seed).integers(0, 2, (count, *outputs.shape)) * 2.0 - 1.0
    if head.beta is None:
        return signs
    scaled = outputs * (head.beta / TEMPERATURE)
    likely = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    likely /= likely.sum(axis=-1, keepdims=True)
    roots = np.sqrt(likely)
    return fixed(roots * signs - likely * np.sum(roots * signs, axis=-1, keepdims=True))


def walk_back(states: Activations, count: int, seed: int, visit: Visitor) -> None:
    """Carries `count` sketches from the outputs to the layers and visits those that they reach, the
    last first. Layers before operators without a gradient here are not visited."""
    model = states.model
    known: Gradients = {}
    heads = heads_of(model)
    for number, head in enumerate(heads):
        add_to(known, head.tensor, sketches(states, head, count, seed * len(heads) + number))
    unknown: set[int] = set()
    weighted = {layer.operator for layer in layers(model)}
    for number in reversed(range(max(head.operators for head in heads))):
        operator = model.operators[number]
        found = [known.pop(index, None) for index in operator.outputs]
        if not unknown.isdisjoint(operator.outputs):
            unknown.update(operator.inputs)
            continue
        if all(part is None for part in found):
            continue
        if operator.code not in BACKWARD:
            unknown.update(operator.inputs)
            continue
        gradients = [
            np.zeros((count, *states.values[index].shape)) if part is None else part
            for index, part in zip(operator.outputs, found, strict=True)
        ]
        if operator.code in CLAMPED:
            gradients = [unclamped(states, operator, gradients[0])]
        gradients = [fixed(gradient) for gradient in gradients]
        if number in weighted:
            visit(number, gradients[0])
        for index, part in BACKWARD[operator.code](states, operator, gradients).items():
            if model.tensors[index].data is None:
                add_to(known, index, part)
