"""Where a layer is faster with a zero mask, and a dense one without the inputs at their zero point:
estimates of the instructions of a Cortex-M4 for one inference, fitted to what
tools/bench_skipping.py and tools/measure_pruning.py measure."""

import numpy as np

QUAD = 4  # weights that kernels multiply at a time

# Dense layers in the table form, by weight; with a mask by group of four, by live one.
TABLE_WEIGHT = 1.38
TABLE_GROUP, TABLE_LIVE_GROUP = 0.35, 11.0
# In input-major order by input; by input that is not at its zero point, by group of four of its
# weights, by group that is left over from fours.
SKIPPING_INPUT = 7.0
SKIPPING_LIVE_INPUT, SKIPPING_GROUP, SKIPPING_ODD_GROUP = 15.0, 8.4, 1.7


def convolution_mask_pays(quads: float, live: float) -> bool:
    """Whether a convolution with `quads` groups of four weights for each output, `live` of them
    not zero, is faster with a mask than without. (Where it has one, the runtime decides whether to
    skip by it.)"""
    return 9 * live < 5 * quads and 3 * live + 10 < 2 * quads


def skipping_inputs_pays(inputs: int, outputs: int, zero_inputs: float, mask: np.ndarray) -> bool:
    """Whether a dense layer, with `mask` unless that is empty, is faster in
    input-major order. `zero_inputs`: the share of its inputs at their zero point; `outputs`: a
    multiple of QUAD."""
    groups = outputs // QUAD
    live_input = SKIPPING_LIVE_INPUT + SKIPPING_GROUP * groups + SKIPPING_ODD_GROUP * (groups % 4)
    skipping = inputs * (SKIPPING_INPUT + (1 - zero_inputs) * live_input)
    return skipping < (_with_mask(mask) if len(mask) else TABLE_WEIGHT * inputs * outputs)


def _with_mask(mask: np.ndarray) -> float:
    live = len(mask) - int(mask.sum())
    return TABLE_GROUP * len(mask) + TABLE_LIVE_GROUP * live
