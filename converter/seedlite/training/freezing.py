"""Searches seed bits for more output channels of a network in training, on its current
activations."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from seedlite.model import Model
from seedlite.search import Curvature, Metric, encode_rows, layer_moments
from seedlite.training.kernels import SeededKernel
from seedlite.training.network import TrainableNetwork, mini_batches


class LayerInputs:
    """Inputs of layers for the calibrated search: int8 [samples, elements], by tensor."""

    def __init__(self, network: TrainableNetwork, x: np.ndarray):
        parts: dict[int, list[np.ndarray]] = {}
        model = network.replay.model
        for batch in mini_batches(x):
            inputs: dict[int, Any] = {}
            network.run(batch, settled=False, inputs=inputs)
            for number, values in inputs.items():
                index = model.operators[number].inputs[0]
                parts.setdefault(index, []).append(_steps(model, index, values.numpy()))
        self._tensors = {index: np.concatenate(found) for index, found in parts.items()}
        self.samples = len(x)

    def tensor(self, model: Model, index: int) -> np.ndarray:
        return self._tensors[index]


def _steps(model: Model, index: int, values: np.ndarray) -> np.ndarray:
    tensor = model.tensors[index]
    steps = np.rint(values / tensor.scale) + tensor.zero_point
    return steps.astype(np.int8).reshape(len(values), -1)


def freeze(
    network: TrainableNetwork,
    share: float,
    x: np.ndarray,
    curvature: Mapping[int, Curvature],
    beam_width: int,
) -> None:
    """Codes the first `share` of every seeded layer's output channels, where not yet coded.
    curvature: of the original's layers, by operator."""
    activations = LayerInputs(network, x)
    for layer, kernel in network.seeded():
        found = layer_moments(network.replay.model, layer.layer, activations, activations)
        assert found is not None  # of the kinds of layers that are trained
        end = rows_to_freeze(kernel, share)
        if end > kernel.frozen_rows:
            curved = curvature.get(layer.layer.operator)
            if curved is not None:
                curved = curved.scaled(layer.factors()[:end])
            _freeze_rows(kernel, end, Metric.of(found, curved), beam_width)


def rows_to_freeze(kernel: SeededKernel, share: float) -> int:
    """Returns the number of rows to code; all at once if they alternate in the record's order."""
    order = kernel.plan.tensor.order
    return order.channels if order.interleaved else int(np.ceil(share * order.channels))


def _freeze_rows(kernel: SeededKernel, end: int, metric: Metric, beam_width: int) -> None:
    coded = encode_rows(kernel.plan, kernel.rows()[:end], kernel.frozen_steps(), metric, beam_width)
    kernel.freeze(coded.codes, coded.scales, coded.windows)
