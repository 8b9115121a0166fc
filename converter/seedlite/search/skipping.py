"""Where a layer is faster with a zero mask, and a dense one without the inputs at their zero point:
estimates of the instructions of a Cortex-M4 for one inference, fitted to what
tools/bench_skipping.py and tools/measure_pruning.py measure."""

import numpy as np

QUAD = 4  # weights that kernels multiply at a time

# Dense layers at 2 bits, four weights from a byte: by weight and by output; with a mask by group of
# four, by live one and by output.
DRAWN_WEIGHT, DRAWN_OUTPUT = 1.93, 36.0
MASKED_GROUP, MASKED_LIVE_GROUP, MASKED_OUTPUT = 0.33, 13.0, 43.0
# In input-major order by input and by output; by input that is not at its zero point, by group of
# four of its weights, by group that is left over from fours.
SKIPPING_INPUT, SKIPPING_OUTPUT = 7.0, 28.0
SKIPPING_LIVE_INPUT, SKIPPING_GROUP, SKIPPING_ODD_GROUP = 17.0, 11.4, 1.7


def convolution_mask_pays(quads: float, live: float) -> bool:
    """Whether a convolution with `quads` groups of four weights for each output, `live` of them
    not zero, is faster with a mask than without. (Where it has one, the runtime decides whether to
    skip by it.)"""
    return 9 * live < 5 * quads and 3 * live + 10 < 2 * quads


def mask_pays(mask: np.ndarray, outputs: int) -> bool:
    """Whether a dense layer is faster with `mask`, a bit for four weights."""
    return _with_mask(mask, outputs) < _drawn(QUAD * len(mask), outputs)


def skipping_inputs_pays(inputs: int, outputs: int, zero_inputs: float, mask: np.ndarray) -> bool:
    """Whether a dense layer, with `mask` unless that is empty, is faster in input-major order.
    `zero_inputs`: the share of its inputs at their zero point; `outputs`: a multiple of QUAD."""
    groups = outputs // QUAD
    live_input = SKIPPING_LIVE_INPUT + SKIPPING_GROUP * groups + SKIPPING_ODD_GROUP * (groups % 4)
    skipping = inputs * (SKIPPING_INPUT + (1 - zero_inputs) * live_input)
    skipping += SKIPPING_OUTPUT * outputs
    return skipping < (
        _with_mask(mask, outputs) if len(mask) else _drawn(inputs * outputs, outputs)
    )


def _drawn(weights: int, outputs: int) -> float:
    return DRAWN_WEIGHT * weights + DRAWN_OUTPUT * outputs


def _with_mask(mask: np.ndarray, outputs: int) -> float:
    live = len(mask) - int(mask.sum())
    return MASKED_GROUP * len(mask) + MASKED_LIVE_GROUP * live + MASKED_OUTPUT * outputs
