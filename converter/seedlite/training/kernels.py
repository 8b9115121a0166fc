"""The weights of a layer during training.

Weights have the .tflite's shape and a magnitude of about 1; the layer's gains scale them.
"""

from dataclasses import replace
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf

from seedlite.codec import Record, WeightOrder, WeightTensor, row_levels, zero_groups
from seedlite.search import (
    LEVELS_PER_STD,
    QUAD,
    Statistics,
    TensorPlan,
    least_groups,
    quantize_statistics,
    statistics_weights,
)
from seedlite.training.variables import frozen_variable, trainable_variable

INT8_STEPS = 127
# Statistics start far from their final values, so their learning rate is EAGERNESS times higher, at
# most SHARED_EAGERNESS / sqrt(batch size), as all weights of a batch move together.
EAGERNESS, SHARED_EAGERNESS = 4.0, 36.0


class Kernel(Protocol):
    """The weights of a layer in training."""

    variables: list[keras.Variable]  # trainable
    state: list[keras.Variable]  # frozen; changed between steps

    @property
    def row_codes(self) -> tuple[int, int] | None:
        """Bits of the row codes and of their mantissa, or None."""
        ...

    @property
    def gain_per_channel(self) -> bool: ...

    @property
    def begins_anew(self) -> bool:
        """Tells whether the weights start without those of the original."""
        ...

    @property
    def has_gain(self) -> bool:
        """Tells whether the layer's gains may change."""
        ...

    def weights(self, settled: bool) -> tf.Tensor:
        """Returns the weights; with `settled`, exactly those of the device."""
        ...

    def steps(self) -> tf.Tensor:
        """Returns the value of an integer 1, once settled: [channels] or [1]."""
        ...


class StoredKernel:
    """Weights that stay int8, with a scale per output channel (fake quantization, Jacob et al.,
    2018)."""

    row_codes = None
    gain_per_channel = has_gain = True
    begins_anew = False

    def __init__(self, values: np.ndarray, axis: int):
        self.axis = axis
        self._values = trainable_variable(values, "weights")
        self.variables = [self._values]
        self.state: list[keras.Variable] = []

    def weights(self, settled: bool) -> tf.Tensor:
        values = self._values.value
        if not settled:
            return values
        shape = [-1 if d == self.axis else 1 for d in range(len(values.shape))]
        steps = tf.reshape(self.steps(), shape)
        return values + tf.stop_gradient(tf.round(values / steps) * steps - values)

    def steps(self) -> tf.Tensor:
        others = [d for d in range(len(self._values.shape)) if d != self.axis]
        largest = tf.reduce_max(tf.abs(self._values.value), others)
        return tf.stop_gradient(tf.where(largest > 0, largest, 1.0) / INT8_STEPS)

    def integers(self) -> np.ndarray:
        order = WeightOrder(tuple(self._values.shape), self.axis)
        rows = order.rows(self._values.numpy()) / self.steps().numpy()[:, None]
        return order.from_rows(np.rint(rows).astype(np.int8))


class SeededKernel:
    """Weights that seed bits replace step by step, from the first output channel on; the others
    stay trainable. If the plan's tensor is pruned, first an increasing share becomes zero, up to
    the share in the plan's mask; training decides which weights."""

    begins_anew = False
    has_gain = True

    def __init__(self, values: np.ndarray, plan: TensorPlan, alive: np.ndarray):
        """alive: bool, False for weights that are zero from the start."""
        self._plan = plan
        record = plan.record
        self.gain_per_channel = record.row_code_bits > 0
        self.row_codes = record.row_code_form
        axis = plan.tensor.channel_axis
        one_per_channel = [n if d == axis else 1 for d, n in enumerate(values.shape)]
        self._values = trainable_variable(values, "weights")
        self._alive = frozen_variable(alive, "alive")
        self._codes = frozen_variable(np.zeros(values.shape), "codes")
        self._steps = frozen_variable(np.ones(one_per_channel), "steps")
        self._frozen = frozen_variable(np.zeros(one_per_channel), "frozen")
        self._windows = frozen_variable(np.zeros(record.draws(plan.live)), "windows")
        self.variables = [self._values]
        self.state = [self._alive, self._codes, self._steps, self._frozen, self._windows]

    @property
    def plan(self) -> TensorPlan:
        """The plan with the mask of the current zeros."""
        if not self._plan.tensor.pruned:
            return self._plan
        return replace(self._plan, mask=zero_groups(self._alive.numpy().ravel(), QUAD))

    def prune(self, share: float) -> None:
        """Makes `share` of the final number of zeros zero for good."""
        if not self._plan.tensor.pruned:
            return
        alive = self._alive.numpy()
        count = int(np.ceil(share * self._plan.mask.sum()))
        mask = least_groups((self._values.numpy() * alive).ravel(), count)
        self._alive.assign(np.repeat(1 - mask, QUAD).reshape(alive.shape))

    def weights(self, settled: bool) -> tf.Tensor:
        frozen = self._frozen.value
        coded = self._codes.value * self._steps.value
        return frozen * coded + (1 - frozen) * self._values.value * self._alive.value

    def steps(self) -> tf.Tensor:
        steps = tf.reshape(self._steps.value, (-1,))
        return steps if self.gain_per_channel else steps[:1]

    @property
    def frozen_rows(self) -> int:
        return int(self._frozen.numpy().sum())

    def frozen_steps(self) -> np.ndarray:
        return self._steps.numpy().ravel()[: self.frozen_rows].astype(np.float64)

    def rows(self) -> np.ndarray:
        """The current weights: float64 [channels, row length]."""
        weights = self.weights(settled=False).numpy().astype(np.float64)
        return self._plan.tensor.order.rows(weights)

    def freeze(self, codes: np.ndarray, steps: np.ndarray, windows: np.ndarray) -> None:
        """Freezes the first len(codes) channels to `codes` [channels, row length] times `steps`
        [channels]."""
        order = self._plan.tensor.order
        rows = order.rows(self._codes.numpy())
        rows[: len(codes)] = codes
        self._codes.assign(order.from_rows(rows))
        all_steps, frozen = self._steps.numpy().ravel(), self._frozen.numpy().ravel()
        all_steps[: len(codes)] = steps
        frozen[: len(codes)] = 1
        self._steps.assign(all_steps.reshape(self._steps.shape))
        self._frozen.assign(frozen.reshape(self._frozen.shape))
        found = self._windows.numpy()
        found[: len(windows)] = windows
        self._windows.assign(found)

    def integers(self) -> np.ndarray:
        return self._codes.numpy().astype(np.int8)

    def windows(self) -> np.ndarray:
        return self._windows.numpy().astype(np.uint16)


class CodedKernel:
    """Weights that stay as they are."""

    begins_anew = False

    def __init__(
        self, values: np.ndarray, steps: np.ndarray | None, row_codes: tuple[int, int] | None
    ):
        """steps: [channels], the values of an integer 1; None if the scales stay, too."""
        self._values, self._steps = tf.constant(values, tf.float32), steps
        self.row_codes = row_codes
        self.has_gain = steps is not None
        self.gain_per_channel = row_codes is not None or steps is None
        self.variables: list[keras.Variable] = []
        self.state: list[keras.Variable] = []

    def weights(self, settled: bool) -> tf.Tensor:
        return self._values

    def steps(self) -> tf.Tensor:
        assert self._steps is not None
        steps = tf.constant(self._steps, tf.float32)
        return steps if self.gain_per_channel else steps[:1]


class StatisticsKernel:
    """Weights mean_b + amplitude_b * r_i with fixed r. Several kernels may share their
    statistics."""

    gain_per_channel = has_gain = True
    begins_anew = True

    def __init__(self, tensor: WeightTensor, record: Record, statistics: "TrainableStatistics"):
        """record: with batch size, seed and the form of the row codes."""
        self.tensor, self.record, self.statistics = tensor, record, statistics
        self.row_codes = record.row_code_form
        self.r = row_levels(record, tensor.values.shape)
        self._integers = frozen_variable(np.zeros(tensor.values.shape), "integers")
        self._means, self._spreads = (
            frozen_variable(np.zeros(record.batches), name) for name in ("means", "spreads")
        )
        self._step = frozen_variable(np.ones(1), "step")
        self.variables = statistics.variables
        self.state = [self._integers, self._means, self._spreads, self._step]

    def weights(self, settled: bool) -> tf.Tensor:
        if settled:
            return self._integers.value * self._step.value
        batches, size, count = self.record.batches, self.record.batch_size, self.record.count
        draws = np.zeros(batches * size, np.float32)
        draws[:count] = self.r
        noise = self.statistics.amplitudes()[:, None] * draws.reshape(batches, size)
        flat = tf.reshape(self.statistics.means()[:, None] + noise, (-1,))[:count]
        return tf.reshape(flat, self.tensor.values.shape)

    def steps(self) -> tf.Tensor:
        return self._step.value

    def settle(self, found: Statistics) -> None:
        shape = self.tensor.values.shape
        self._integers.assign(statistics_weights(self.record, shape, found))
        self._means.assign(found.means)
        self._spreads.assign(found.spreads)
        self._step.assign(np.array([found.scale]))

    @property
    def found(self) -> Statistics:
        """The statistics of a settled kernel."""
        means, spreads = (x.numpy().astype(np.int64) for x in (self._means, self._spreads))
        return Statistics(means, spreads, self._step.numpy()[0])


class TrainableStatistics:
    """A trainable mean and amplitude (the value of r = 1) for each batch."""

    def __init__(self, means: np.ndarray, amplitudes: np.ndarray, batch_size: int):
        eagerness = min(EAGERNESS, SHARED_EAGERNESS / np.sqrt(batch_size))
        self._mean_unit, self._amplitude_unit = eagerness, eagerness / LEVELS_PER_STD
        self.variables = [
            trainable_variable(means / eagerness, "trained_means"),
            trainable_variable(amplitudes / self._amplitude_unit, "trained_amplitudes"),
        ]

    def means(self) -> tf.Tensor:
        return self.variables[0].value * self._mean_unit

    def amplitudes(self) -> tf.Tensor:
        return tf.abs(self.variables[1].value) * self._amplitude_unit

    def quantized(self, r: np.ndarray, batch_size: int) -> Statistics:
        means, amplitudes = (
            x.numpy().astype(np.float64) for x in (self.means(), self.amplitudes())
        )
        return quantize_statistics(means, amplitudes, r, batch_size)
