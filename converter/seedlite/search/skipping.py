"""Estimates when a zero mask, or skipping zero inputs, makes a layer faster.

Units are instructions of a Cortex-M4 for one inference. Coefficients are fitted to measurements of
tools/bench_skipping.py and tools/measure_pruning.py.
"""

import ctypes

import numpy as np

from seedlite.format.constants import MOST_LAID_OUT_INPUTS, MOST_SCRATCH
from seedlite.libraries import library
from seedlite.model import Layer, Model, layer_weights, live_bytes

QUAD = 4  # weights that kernels multiply together

# Dense layers at V = 4, k = 8: per weight and per output, and per weight where the runtime does not
# lay the inputs out; with a mask of quads: per group, per live group and per output.
DRAWN_WEIGHT, DRAWN_OUTPUT, GENERIC_WEIGHT = 1.93, 36.0, 11.08
INPUT_BYTES = 2  # of scratch
MASKED_GROUP, MASKED_LIVE_GROUP, MASKED_OUTPUT = 0.33, 13.0, 43.0
# Input-major order: per input and per output; per input that is not at its zero point, per quad of
# its weights, per quad left over from groups of four quads.
SKIPPING_INPUT, SKIPPING_OUTPUT = 7.0, 28.0
SKIPPING_LIVE_INPUT, SKIPPING_GROUP, SKIPPING_ODD_GROUP = 17.0, 11.4, 1.7


def convolution_mask_pays(quads: int, live: int, outputs: int) -> bool:
    """Tells whether a mask makes a convolution faster that has `quads` groups of four weights,
    `live` of them nonzero: the runtime skips by it, and that pays for each of the outputs."""
    skips = library("seedlite_runtime").sl_host_conv2d_skipping_pays
    skips.argtypes, skips.restype = (ctypes.c_uint32, ctypes.c_uint32), ctypes.c_bool
    return skips(live, quads) and 3 * live + 10 * outputs < 2 * quads


def mask_pays(mask: np.ndarray, outputs: int) -> bool:
    """Tells whether `mask`, one bit for four weights, makes a dense layer faster."""
    return _with_mask(mask, outputs) < _drawn(QUAD * len(mask), outputs)


def lays_inputs_out(model: Model, layer: Layer) -> bool:
    """Tells whether the runtime lays a dense layer's inputs out for its fast kernels, in little
    scratch memory, or in much where activations leave room (sl_prepare_fully_connected.c)."""
    inputs = layer_weights(model, layer).shape[1]
    if inputs > MOST_LAID_OUT_INPUTS:
        return False
    needed = INPUT_BYTES * inputs
    if needed <= MOST_SCRATCH:
        return True
    live = live_bytes(model)
    most = max(live.values())
    return live[layer.operator] + needed <= most + min(MOST_SCRATCH, most // 2)


def skipping_inputs_pays(
    inputs: int, outputs: int, zero_inputs: float, mask: np.ndarray, laid_out: bool
) -> bool:
    """Tells whether input-major order makes a dense layer faster, compared with `mask` unless it is
    empty.

    zero_inputs: the share of inputs at their zero point, 0 ... 1.
    outputs: a multiple of QUAD.
    laid_out: whether the runtime would lay the inputs out.
    """
    groups = outputs // QUAD
    live_input = SKIPPING_LIVE_INPUT + SKIPPING_GROUP * groups + SKIPPING_ODD_GROUP * (groups % 4)
    skipping = inputs * (SKIPPING_INPUT + (1 - zero_inputs) * live_input)
    skipping += SKIPPING_OUTPUT * outputs
    if len(mask):
        return skipping < _with_mask(mask, outputs)
    each = DRAWN_WEIGHT if laid_out else GENERIC_WEIGHT
    return skipping < _drawn(inputs * outputs, outputs, each)


def _drawn(weights: int, outputs: int, each: float = DRAWN_WEIGHT) -> float:
    return each * weights + DRAWN_OUTPUT * outputs


def _with_mask(mask: np.ndarray, outputs: int) -> float:
    live = len(mask) - int(mask.sum())
    return MASKED_GROUP * len(mask) + MASKED_LIVE_GROUP * live + MASKED_OUTPUT * outputs
