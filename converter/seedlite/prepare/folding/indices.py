"""Gives indices a scale."""

from dataclasses import replace

import numpy as np

from seedlite.format.constants import OP_ARG_MAX, OP_ARG_MIN
from seedlite.model import Model, Quantization


def scale_indices(model: Model) -> None:
    """Gives the outputs of ARG_MAX and ARG_MIN, which have no quantization, the scale 1 and the
    zero point 0, as every activation of the runtime has one scale."""
    for operator in model.operators:
        if operator.code not in (OP_ARG_MAX, OP_ARG_MIN):
            continue
        for index in operator.outputs:
            if model.tensors[index].quantization is None:
                plain = Quantization(np.ones(1, np.float32), np.zeros(1, np.int64))
                model.tensors[index] = replace(model.tensors[index], quantization=plain)
