"""Pruning: the groups of weights that carry least of their layer become zero, as many as asked
for, in groups that kernels skip fastest."""

from dataclasses import replace

import numpy as np

from seedlite.codec import WeightTensor, zero_groups
from seedlite.search.skipping import QUAD, convolution_mask_pays

# Smaller layers have little to skip, and what they lack no other weight makes up for.
LEAST_WEIGHTS = 1024


def prunable(tensor: WeightTensor, share: float) -> bool:
    """Whether the layer has many weights, and is faster with `share` of its groups zero."""
    if tensor.values.shape[-1] % QUAD or tensor.values.size < LEAST_WEIGHTS:
        return False
    quads = tensor.row_length / QUAD
    return tensor.kind == "dense" or (
        tensor.kind == "conv" and convolution_mask_pays(quads, (1 - share) * quads)
    )


def pruned(tensor: WeightTensor, share: float) -> WeightTensor:
    """The tensor with `share` of its groups zero; as it is, if it is not prunable."""
    if not share or not prunable(tensor, share):
        return tensor
    flat = tensor.values.ravel()
    count = round(share * (flat.size // QUAD))
    mask = least_groups(_in_channel_units(tensor).ravel(), count) | zero_groups(flat, QUAD)
    values = np.where(np.repeat(mask, QUAD), 0.0, flat).reshape(tensor.values.shape)
    return replace(tensor, values=values, pruned=True)


def least_groups(values: np.ndarray, count: int) -> np.ndarray:
    """The mask of `count` groups with the least sums of squares: int64 [groups], 1 for those.

    values: flat, in groups of QUAD, of output channels in their own units."""
    energies = np.square(values.reshape(-1, QUAD)).sum(axis=1)
    mask = np.zeros(len(energies), np.int64)
    mask[np.argsort(energies, kind="stable")[:count]] = 1
    return mask


def _in_channel_units(tensor: WeightTensor) -> np.ndarray:
    """Convolutions and dense layers have their output channels first."""
    rows = tensor.values.reshape(tensor.channels, -1)
    deviations = np.sqrt(np.mean(np.square(rows), axis=1, keepdims=True))
    return rows / np.where(deviations > 0, deviations, 1)
