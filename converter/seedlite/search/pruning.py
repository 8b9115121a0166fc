"""Magnitude pruning by groups of four weights, which kernels skip fastest."""

from dataclasses import replace

import numpy as np

from seedlite.codec import WeightTensor, zero_groups
from seedlite.search.skipping import QUAD, convolution_mask_pays

# Smaller layers save little, and no other weights compensate for those removed.
LEAST_WEIGHTS = 1024


def prunable(tensor: WeightTensor, share: float) -> bool:
    """Tells whether the layer is large enough and runs faster with `share` of its groups zero."""
    if tensor.values.shape[-1] % QUAD or tensor.values.size < LEAST_WEIGHTS:
        return False
    quads = tensor.values.size // QUAD
    live = quads - round(share * quads)
    return tensor.kind == "dense" or (
        tensor.kind == "conv" and convolution_mask_pays(quads, live, tensor.channels)
    )


def pruned(tensor: WeightTensor, share: float) -> WeightTensor:
    """Returns the tensor with `share` of its groups zero, or unchanged if it is not prunable."""
    if not share or not prunable(tensor, share):
        return tensor
    flat = tensor.values.ravel()
    count = round(share * (flat.size // QUAD))
    mask = least_groups(_in_channel_units(tensor).ravel(), count) | zero_groups(flat, QUAD)
    values = np.where(np.repeat(mask, QUAD), 0.0, flat).reshape(tensor.values.shape)
    return replace(tensor, values=values, pruned=True)


def least_groups(values: np.ndarray, count: int) -> np.ndarray:
    """Returns the mask of the `count` groups with the least sums of squares: int64 [groups], 1 for
    these.

    values: flat, in groups of QUAD, each output channel in units of its root mean square.
    """
    energies = np.square(values.reshape(-1, QUAD)).sum(axis=1)
    mask = np.zeros(len(energies), np.int64)
    mask[np.argsort(energies, kind="stable")[:count]] = 1
    return mask


def _in_channel_units(tensor: WeightTensor) -> np.ndarray:
    """Divides each output channel, the first axis, by its root mean square."""
    rows = tensor.values.reshape(tensor.channels, -1)
    magnitudes = np.sqrt(np.mean(np.square(rows), axis=1, keepdims=True))
    return rows / np.where(magnitudes > 0, magnitudes, 1)
