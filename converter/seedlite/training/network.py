"""A network in training: the original's graph with a trainable layer for every operator with
weights."""

from collections.abc import Iterator, Mapping

import keras
import numpy as np
import tensorflow as tf

from seedlite.codec import weight_tensor
from seedlite.model import Layer, Model, layer_bias, layer_source, layer_weights, layers
from seedlite.training.kernels import Kernel, SeededKernel, StatisticsKernel, StoredKernel
from seedlite.training.layer import ChannelMoments, TrainableLayer
from seedlite.training.operators import weighted
from seedlite.training.replay import Replay
from seedlite.training.units import in_units, row_units
from seedlite.training.variables import variables_of

MINI_BATCH = 128  # of samples in inference


class Teacher:
    """The int8 original, the teacher of the network in training."""

    def __init__(self, model: Model, source: str):
        self.replay = Replay(model, source)
        self.layers = {layer.operator: layer for layer in layers(model)}
        self.tensors = {n: weight_tensor(model, x) for n, x in self.layers.items()}
        self.biases = {n: real_bias(model, x) for n, x in self.layers.items()}
        self._weights = {n: tf.constant(t.values, tf.float32) for n, t in self.tensors.items()}

    @tf.function(reduce_retracing=True, autograph=False)
    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Maps real inputs [n, ...] to real outputs before a final softmax."""
        return self.replay.run(x, lambda number, values: self._biased(number, values))

    def moments(self, x: np.ndarray) -> dict[int, ChannelMoments]:
        """Returns the moments of every layer's sums, by operator."""
        found: dict[int, list[ChannelMoments]] = {}

        def watched(number: int, values: tf.Tensor) -> tf.Tensor:
            sums = self._sums(number, values)
            parts = tf.nn.moments(sums, list(range(len(sums.shape) - 1)))
            found.setdefault(number, []).append(ChannelMoments(*parts))
            return self._biased(number, values)

        for batch in mini_batches(x):
            self.replay.run(batch, watched)
        return {number: pooled(parts) for number, parts in found.items()}

    def _sums(self, number: int, values: tf.Tensor) -> tf.Tensor:
        return weighted(self.replay.model.operators[number], values, self._weights[number])

    def _biased(self, number: int, values: tf.Tensor) -> tf.Tensor:
        sums, bias = self._sums(number, values), self.biases[number]
        return sums if bias is None else sums + bias.astype(np.float32)


class TrainableNetwork:
    """The trainable layers by operator number."""

    def __init__(
        self,
        original: Teacher,
        kernels: Mapping[int, Kernel],
        x: np.ndarray,
        biases: Mapping[int, np.ndarray | None] | None = None,
    ):
        """kernels: of the centralized layers; the others stay int8. x: samples of the inputs.
        biases: real, by operator; default: the original's."""
        self.replay = original.replay
        biases = original.biases if biases is None else biases
        moments = original.moments(x)
        last = max(original.layers)  # its outputs are the network's and keep their scale
        self.layers: dict[int, TrainableLayer] = {}
        for number, layer in original.layers.items():
            weights, bias = original.tensors[number].values, biases[number]
            with variables_of(layer):
                kernel: Kernel = kernels.get(number) or stored_kernel(weights, layer)
                units = row_units(weights, layer, kernel.gain_per_channel)
                normalized = number != last and bias is not None and kernel.gain_per_channel
                self.layers[number] = TrainableLayer(
                    layer, kernel, units, bias, moments[number], normalized
                )

    @property
    def variables(self) -> list[keras.Variable]:
        """Trainable variables, each once."""
        unique = {id(v): v for layer in self.layers.values() for v in layer.variables}
        return list(unique.values())

    @property
    def state(self) -> list[keras.Variable]:
        return [v for layer in self.layers.values() for v in layer.state]

    @property
    def begins_anew(self) -> bool:
        """Tells whether some layers start without the original's weights."""
        return any(layer.kernel.begins_anew for layer in self.layers.values())

    def seeded(self) -> Iterator[tuple[TrainableLayer, SeededKernel]]:
        for layer in self.layers.values():
            if isinstance(layer.kernel, SeededKernel):
                yield layer, layer.kernel

    def statistics(self) -> Iterator[tuple[TrainableLayer, StatisticsKernel]]:
        for layer in self.layers.values():
            if isinstance(layer.kernel, StatisticsKernel):
                yield layer, layer.kernel

    def run(
        self,
        x: tf.Tensor,
        settled: bool,
        inputs: dict[int, tf.Tensor] | None = None,
        moments: dict[int, ChannelMoments] | None = None,
    ) -> tf.Tensor:
        """Maps real inputs [n, ...] to real outputs before a final softmax.

        inputs, moments: filled with the layers' inputs and the moments of their sums.
        """

        def apply(number: int, values: tf.Tensor) -> tf.Tensor:
            layer = self.layers[number]
            operator = self.replay.model.operators[number]
            if inputs is not None:
                inputs[number] = values
            sums = weighted(operator, values, layer.kernel.weights(settled))
            outputs, found = layer.outputs(sums, settled)
            if moments is not None and found is not None:
                moments[number] = found
            return outputs

        return self.replay.run(x, apply)

    @tf.function(reduce_retracing=True, autograph=False)
    def settled_outputs(self, x: tf.Tensor) -> tf.Tensor:
        return self.run(x, settled=True)

    def settle(self, x: np.ndarray) -> None:
        """Freezes the layers' constants to those of samples x."""
        self._settle_statistics()
        found: dict[int, list[ChannelMoments]] = {n: [] for n in self.layers}
        for batch in mini_batches(x):
            moments: dict[int, ChannelMoments] = {}
            self.run(batch, settled=False, moments=moments)
            for number, part in moments.items():
                found[number].append(part)
        for number, layer in self.layers.items():
            layer.settle(pooled(found[number]))

    def _settle_statistics(self) -> None:
        """Quantizes means and spreads; kernels that share them share a scale."""
        sharing: dict[int, list[StatisticsKernel]] = {}
        for _, kernel in self.statistics():
            sharing.setdefault(id(kernel.statistics), []).append(kernel)
        for kernels in sharing.values():
            r = np.concatenate([kernel.r for kernel in kernels])
            shared = len(kernels) > 1 or kernels[0].record.network_statistics
            found = kernels[0].statistics.quantized(
                r, len(r) if shared else kernels[0].record.batch_size
            )
            for kernel in kernels:
                kernel.settle(found)


def mini_batches(x: np.ndarray) -> Iterator[tf.Tensor]:
    for at in range(0, len(x), MINI_BATCH):
        yield tf.constant(x[at : at + MINI_BATCH], tf.float32)


def pooled(parts: list[ChannelMoments]) -> ChannelMoments:
    """Returns the moments over several mini-batches, taken as equally large."""
    if not parts:
        return ChannelMoments(np.zeros(0), np.zeros(0))
    means = np.array([part.means for part in parts], np.float64)
    variances = np.array([part.variances for part in parts], np.float64)
    return ChannelMoments(means.mean(axis=0), variances.mean(axis=0) + means.var(axis=0))


def real_bias(model: Model, layer: Layer) -> np.ndarray | None:
    """Returns the layer's bias: float64 [channels], or None."""
    index = layer_bias(model, layer)
    if index is None:
        return None
    source, weights = layer_source(model, layer), layer_weights(model, layer)
    return model.tensors[index].flat() * (source.scale * weights.scales.astype(float))


def stored_kernel(values: np.ndarray, layer: Layer) -> StoredKernel:
    return StoredKernel(in_units(values, row_units(values, layer), layer), layer.channel_axis)
