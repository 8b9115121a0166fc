"""A layer with weights in training: weighted sums, then a scale and an offset per output
channel."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from seedlite.codec import RowCodes, choose_row_codes, multipliers
from seedlite.model import Layer
from seedlite.training.kernels import Kernel
from seedlite.training.variables import frozen_variable, trainable_variable

EPSILON = 1e-3  # share of the sums' mean variance, added to every variance
HEADROOM = 1.3  # of the row codes above the largest scale


@dataclass(frozen=True)
class ChannelMoments:
    """Moments of a layer's weighted sums: arrays or tensors [channels]."""

    means: Any
    variances: Any


def nearly_linear(sums: ChannelMoments, bias: np.ndarray) -> ChannelMoments:
    """Returns initial moments for a layer of new weights: all channels alike, with the typical
    standard deviation and a mean one deviation above zero, so that a rectifier passes most values.
    Centred at zero, a deep random network with rectifiers would turn its inputs into noise (Poole
    et al., 2016; Yang et al., 2019, for batch normalization)."""
    size = np.sqrt(np.mean(sums.variances))
    return ChannelMoments(size - bias, np.full(len(bias), size**2))


def batch_normalized(
    sums: tf.Tensor, gains: tf.Tensor, offsets: tf.Tensor, epsilon: float
) -> tuple[tf.Tensor, ChannelMoments]:
    """Returns gains * (sums - mean) / sqrt(variance + epsilon) + offsets, and the moments. Uses the
    fused operator: separate ones make a network's gradients 1.5 times slower."""
    channels = sums.shape[-1]
    images = sums if len(sums.shape) == 4 else tf.reshape(sums, (-1, 1, 1, channels))
    found = tf.raw_ops.FusedBatchNormV3(
        x=images, scale=gains, offset=offsets, mean=[], variance=[], epsilon=epsilon
    )
    count = tf.cast(tf.size(sums) // channels, tf.float32)
    variances = found.batch_variance * (count - 1) / count  # the operator divides by count - 1
    return tf.reshape(found.y, tf.shape(sums)), ChannelMoments(found.batch_mean, variances)


class TrainableLayer:
    """outputs = size * (gain * (sums - mean) / deviation + offset), all per output channel.

    `size` is the standard deviation of the original's outputs, or a typical one for new weights, so
    that gain and offset are about 1. While weights are trained, mean and deviation are the
    mini-batch's (batch normalization, Ioffe and Szegedy, 2015: the original's is folded into its
    weights); once `settled`, they are constants. Layers that are not `normalized` have constants
    from the start.
    """

    def __init__(
        self,
        layer: Layer,
        kernel: Kernel,
        units: np.ndarray,
        bias: np.ndarray | None,
        sums: ChannelMoments,
        normalized: bool,
    ):
        """units: [channels], the factors from the kernel's weights to the real ones.
        bias: real [channels]; None if the operator has none.
        sums: moments of the original's sums, real, without bias."""
        self._epsilon = float(EPSILON * np.mean(sums.variances / units**2)) + 1e-30
        offset = np.zeros_like(units) if bias is None else bias
        if normalized and kernel.begins_anew:
            sums = nearly_linear(sums, offset)
        size = np.sqrt(sums.variances + self._epsilon * units**2)
        self.layer, self.kernel, self.normalized = layer, kernel, normalized
        self.has_bias = bias is not None
        self._size = frozen_variable(size, "size")
        self._mean = frozen_variable(
            sums.means / units if normalized else np.zeros_like(size), "mean"
        )
        self._deviation = frozen_variable(size / units, "deviation")
        self._log_gain = trainable_variable(
            np.zeros(len(units) if kernel.gain_per_channel else 1), "gain"
        )
        self._offset = trainable_variable(
            (offset + sums.means if normalized else offset) / size, "offset"
        )
        self._base = frozen_variable(np.zeros(()), "base")  # base scale of the row codes
        own = [self._log_gain] if kernel.has_gain else []
        own += [self._offset] if self.has_bias else []
        self.variables: list[keras.Variable] = [*own, *kernel.variables]
        self.state = [self._mean, self._deviation, self._base, *kernel.state]

    def outputs(self, sums: tf.Tensor, settled: bool) -> tuple[tf.Tensor, ChannelMoments | None]:
        """Returns real outputs [..., channels] before the activation, and the mini-batch's moments
        if they were used."""
        if settled or not self.normalized:
            return self._factors(settled) * (sums - self._mean.value) + self._offsets(), None
        return batch_normalized(sums, self._gains(), self._offsets(), self._epsilon)

    def settle(self, sums: ChannelMoments) -> None:
        """Freezes the moments to those of many samples and rounds gains to row codes."""
        if self.normalized:
            self._mean.assign(sums.means)
            self._deviation.assign(np.sqrt(sums.variances + self._epsilon))
        form = self.kernel.row_codes
        if form is not None:
            codes = choose_row_codes(self._steps().numpy() * HEADROOM, *form)
            self._base.assign(codes.base)

    def keep_base(self, base: np.float32) -> None:
        """Settles the layer with a base scale of the row codes that is known."""
        self._base.assign(base)

    def row_codes(self) -> RowCodes:
        """Returns the row codes of a settled layer."""
        assert self.kernel.row_codes is not None
        none = np.zeros(0, np.int64)
        codes = RowCodes(*self.kernel.row_codes, np.float32(self._base.numpy()), none)
        return codes.nearest(self._steps().numpy())

    def scales(self) -> np.ndarray:
        """Returns the real size of the kernel's steps in a settled layer: float32 [channels] or
        [1]."""
        if self.kernel.row_codes is not None:
            return self.row_codes().scales
        return self._steps().numpy()

    def bias(self) -> np.ndarray:
        """Returns the real bias of a settled layer: float64 [channels]."""
        factors = self._factors(settled=True).numpy().astype(np.float64)
        return self._offsets().numpy() - factors * self._mean.numpy()

    def factors(self) -> np.ndarray:
        """Returns the factors from the kernel's weights to the real ones: float64 [channels]."""
        return np.broadcast_to(self._free_factors().numpy(), self._size.shape[0]).astype(np.float64)

    def _gains(self) -> tf.Tensor:
        return self._size.value * tf.exp(self._log_gain.value)

    def _offsets(self) -> tf.Tensor:
        return self._size.value * self._offset.value

    def _free_factors(self) -> tf.Tensor:
        return self._gains() / self._deviation.value

    def _steps(self) -> tf.Tensor:
        """Returns the real value of the kernel's integer 1."""
        return self._free_factors() * self.kernel.steps()

    def _factors(self, settled: bool) -> tf.Tensor:
        """Returns the factors from the kernel's sums to real ones. Gradients pass the row codes'
        rounding (straight-through estimator, Bengio et al., 2013)."""
        factors = self._free_factors()
        if not settled or self.kernel.row_codes is None:
            return factors
        table = multipliers(*self.kernel.row_codes) * self._base.value
        steps = self._steps()
        nearest = tf.gather(table, tf.searchsorted((table[1:] + table[:-1]) / 2, steps))
        return factors * tf.stop_gradient(nearest / steps)
