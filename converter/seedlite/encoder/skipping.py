"""Where a zero mask makes a dense layer faster: estimates of the instructions of a Cortex-M4
for one inference, fitted to what tools/bench_skipping.py measures. (Of convolutions the runtime
decides, when it prepares them.)"""

import numpy as np

QUAD = 4  # weights that kernels multiply at a time

# Dense layers in the table form, by weight; with a mask by group of four, by live one.
TABLE_WEIGHT = 1.38
TABLE_GROUP, TABLE_LIVE_GROUP = 0.35, 11.0


def table_mask_pays(mask: np.ndarray) -> bool:
    """Whether a dense layer in the table form is faster with `mask`, a bit for four weights."""
    live = len(mask) - int(mask.sum())
    masked = TABLE_GROUP * len(mask) + TABLE_LIVE_GROUP * live
    return masked < TABLE_WEIGHT * QUAD * len(mask)
