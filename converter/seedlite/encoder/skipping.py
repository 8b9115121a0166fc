"""Where a zero mask pays: estimates of the instructions that a Cortex-M4 takes for one inference,
fitted to what tools/bench_skipping.py measures. The one place where the converter weighs speed."""

import numpy as np

QUAD = 4  # weights that kernels multiply at a time

# Dense layers in the table form, by weight; with a mask by group of four, by live one.
TABLE_WEIGHT = 1.38
TABLE_GROUP, TABLE_LIVE_GROUP = 0.35, 11.0

# Convolutions, by multiplication with a column that is drawn and widened once for many: dense, and
# with a mask by live weight and by any.
CONV_WEIGHT = 1.0
CONV_LIVE_WEIGHT, CONV_MASKED_WEIGHT = 1.62, 0.1


def table_mask_pays(mask: np.ndarray) -> bool:
    """Whether a dense layer in the table form is faster with `mask`, a bit for four weights."""
    live = len(mask) - int(mask.sum())
    masked = TABLE_GROUP * len(mask) + TABLE_LIVE_GROUP * live
    return masked < TABLE_WEIGHT * QUAD * len(mask)


def conv_mask_pays(mask: np.ndarray) -> bool:
    """Whether a convolution is faster with `mask`, a bit for four weights."""
    live = 1 - float(mask.mean())
    return CONV_LIVE_WEIGHT * live + CONV_MASKED_WEIGHT < CONV_WEIGHT
