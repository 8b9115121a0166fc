"""The curvature of the end loss in each layer's weights, as a Kronecker product of a matrix of its
inputs and one of its outputs (K-FAC, Martens and Grosse, 2015)."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from seedlite.model import Layer, Model, has_state, layer_weights
from seedlite.search.calibrated.activations import evenly
from seedlite.search.calibrated.backward import Activations
from seedlite.search.calibrated.fixed_point import add_to, fixed
from seedlite.search.calibrated.gradients import activations, walk_back
from seedlite.search.calibrated.inputs import choose_rows, input_rows, summing_layers
from seedlite.search.calibrated.moments import block_length

SKETCHES = 2
MOST_SAMPLES = 256
GROUPS = 4  # of samples: summed apart, whatever the number of threads, and compared
CERTAINTIES = 64  # steps of a certainty from 0 to 1
CHUNK_VALUES = 1 << 22  # gradients or inputs of a layer at a time


@dataclass
class Curvature:
    """Kronecker factors of a layer's curvature, without a scale of their own.

    inputs: float64 [factors, blocks, block, block], as Moments.covariance: the second moments of
        the gradients of each sample's weights.
    outputs: float64 [channels, channels], of the gradients of its sums; None where every channel
        has inputs of its own.
    inputs_error: the expected squared error of `inputs`, the sum over its elements, as few samples
        tell it.
    outputs_certainty: the share of the squares of what `outputs` has outside its diagonal that is
        no such error, 0 ... 1.
    """

    inputs: np.ndarray
    outputs: np.ndarray | None
    inputs_error: float = 0.0
    outputs_certainty: float = 1.0

    def __add__(self, other: "Curvature") -> "Curvature":
        outputs = None
        if self.outputs is not None and other.outputs is not None:
            outputs = self.outputs + other.outputs
        return Curvature(self.inputs + other.inputs, outputs)

    def scaled(self, factors: np.ndarray) -> "Curvature":
        """Returns the curvature in the first rows' weights divided by `factors` [rows]."""
        if self.outputs is None:
            return self
        rows = len(factors)
        return replace(self, outputs=self.outputs[:rows, :rows] * np.outer(factors, factors))


def curvatures(model: Model, samples: np.ndarray, seed: int = 0) -> dict[int, Curvature]:
    """Returns the curvature of every layer that gradients reach, by operator; none of a model with
    a state. All sums are exact or in one order, so that all machines agree.

    samples: int8 [n, ...input shape].
    """
    if has_state(model):
        return {}
    states = activations(model, interleaved(evenly(samples, MOST_SAMPLES)))
    by_operator = summing_layers(model)
    means = {operator: _means(states, layer) for operator, layer in by_operator.items()}
    groups = np.array_split(np.arange(states.samples), GROUPS)
    chunk = _chunk(model, by_operator.values())

    def summed(group: np.ndarray) -> dict[int, Curvature]:
        found: dict[int, Curvature] = {}
        for at in range(0, len(group), chunk):
            numbers = group[at : at + chunk]
            part = states.part(slice(numbers[0], numbers[-1] + 1))

            def visit(operator: int, gradients: np.ndarray, part: Activations = part) -> None:
                if operator in by_operator:
                    layer, mean = by_operator[operator], means[operator]
                    add_to(found, operator, _curvature(part, layer, mean, gradients))

            walk_back(part, SKETCHES, seed * states.samples + int(numbers[0]), visit)
        return found

    with ThreadPoolExecutor(min(GROUPS, os.cpu_count() or 1)) as pool:
        parts = list(pool.map(summed, groups))
    return {
        operator: _joined([part[operator] for part in parts if operator in part])
        for operator in parts[0]
    }


def interleaved(samples: np.ndarray) -> np.ndarray:
    """Returns the samples in an order in which groups resemble each other, though classes may have
    followed each other before."""
    return np.concatenate([samples[first::GROUPS] for first in range(GROUPS)])


def _joined(parts: Sequence[Curvature]) -> Curvature:
    """Returns the sum over groups of samples. What it errs by is told by how the groups differ, as
    by single samples in Ledoit and Wolf (2004)."""
    joined = reduce(Curvature.__add__, parts)
    joined.inputs_error = _error(joined.inputs, [part.inputs for part in parts])
    if joined.outputs is not None:
        of_channels = [part.outputs for part in parts if part.outputs is not None]
        whole, *mixed = (form - np.diag(np.diag(form)) for form in (joined.outputs, *of_channels))
        joined.outputs_certainty = certainty(_error(whole, mixed), whole)
    return joined


def _error(whole: np.ndarray, parts: Sequence[np.ndarray]) -> float:
    """Returns the expected squared error of a sum of equally large parts, the sum over its
    elements; infinite for a single part."""
    if len(parts) == 1:
        return np.inf
    mean = whole / len(parts)
    scatter = sum(float(np.square(part - mean).sum()) for part in parts)
    return scatter * len(parts) / (len(parts) - 1)


def certainty(error: float, found: np.ndarray) -> float:
    """Returns the share of the sum of squares of `found` that is no `error`: a multiple of
    1 / CERTAINTIES, on which machines agree though they may add squares in other orders."""
    squares = float(np.square(found).sum())
    if not error < squares:
        return 0.0
    return float(np.rint(CERTAINTIES * (1 - error / squares))) / CERTAINTIES


def _chunk(model: Model, every: Iterable[Layer]) -> int:
    """Returns how many samples to take at a time."""
    values = [1]
    for layer in every:
        weights, output = layer_weights(model, layer), model.operators[layer.operator].outputs[0]
        count = model.tensors[output].count
        channels = weights.shape[layer.channel_axis]
        pixels = count // channels
        factors = channels if layer.kind == "depthwise" else 1
        values += [
            SKETCHES * count,
            pixels * factors * weights.count // channels,
            SKETCHES * weights.count if pixels > 1 else 1,
        ]
    return max(1, CHUNK_VALUES // max(values))


def _means(states: Activations, layer: Layer) -> np.ndarray:
    """Returns the means of the layer's inputs: [factors, row length]."""
    rows = choose_rows(states.model, layer, states.samples)
    return np.asarray(input_rows(states.model, layer, states, rows).mean(axis=0))


def _curvature(
    states: Activations, layer: Layer, means: np.ndarray, gradients: np.ndarray
) -> Curvature:
    """gradients: [sketches, samples, ..., channels] of the layer's sums, in fixed point."""
    model = states.model
    channels = layer_weights(model, layer).shape[layer.channel_axis]
    sums = np.ascontiguousarray(gradients).reshape(len(gradients), states.samples, -1, channels)
    pixels = sums.shape[2]
    rows = input_rows(model, layer, states, np.arange(states.samples * pixels))
    centred = fixed(rows - means)  # [samples * pixels, factors, row length]
    flat = sums.reshape(-1, channels)
    outputs = flat.T @ flat if rows.shape[1] == 1 else None
    if outputs is not None and pixels == 1:  # a sample's gradient is a product of two vectors
        strength = fixed(np.square(sums).sum(axis=(0, 3)).ravel())
        return Curvature(_weighted_moments(centred[:, 0], strength)[None], outputs)
    by_sample = centred.reshape(states.samples, pixels, *centred.shape[1:])
    if outputs is None:
        of_weights = np.einsum("knpf,npfi->fkni", sums, by_sample, optimize=True)
        of_weights = of_weights.reshape(channels, -1, centred.shape[2])
    else:
        of_weights = sums.swapaxes(2, 3) @ by_sample[:, :, 0]
        of_weights = of_weights.reshape(1, -1, centred.shape[2])
    blocked = _blocked(fixed(of_weights))
    return Curvature(blocked.swapaxes(2, 3) @ blocked, outputs)


def _weighted_moments(rows: np.ndarray, strength: np.ndarray) -> np.ndarray:
    blocked = _blocked(rows[None])[0]
    return blocked.swapaxes(1, 2) @ (strength[:, None] * blocked)


def _blocked(rows: np.ndarray) -> np.ndarray:
    """Cuts [factors, rows, row length] to [factors, blocks, rows, block]."""
    block = block_length(rows.shape[2])
    padded = np.pad(rows, ((0, 0), (0, 0), (0, -rows.shape[2] % block)))
    cut = padded.reshape(*rows.shape[:2], -1, block)
    return np.ascontiguousarray(cut.swapaxes(1, 2))
