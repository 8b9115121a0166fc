"""Coders of seed bits for all layers of a file."""

from pathlib import Path

import numpy as np

from seedlite.allocate.seed_bits import SeededCoder
from seedlite.data.samples import quantized_samples
from seedlite.model.layers import ALL_KINDS, select_layers
from seedlite.model.parse import parse


def seeded_coder(path: Path, samples: np.ndarray, bits: float | None = None) -> SeededCoder:
    """samples: real, [n, ...input shape]."""
    model = parse(path.read_bytes())
    layers = select_layers(model, None, ALL_KINDS)
    return SeededCoder(model, layers, quantized_samples(model, samples, "x"), bits)
