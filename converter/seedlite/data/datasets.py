"""Samples in a tf.data.Dataset. Needs no TensorFlow."""

from typing import Any

import numpy as np

from seedlite.errors import UsageError

INFINITE = -1  # tf.data.INFINITE_CARDINALITY


def is_dataset(data: object) -> bool:
    return hasattr(data, "as_numpy_iterator")


def dataset_arrays(dataset: Any, place: str) -> Any:
    """Returns the samples of a finite dataset in its own structure: x, (x, y) or arrays by name.
    Its elements are mini-batches, or single samples with a label each. Raises UsageError."""
    if int(dataset.cardinality()) == INFINITE:
        raise UsageError(f"{place}: the dataset has no end; give dataset.take(N)")
    elements = list(dataset.as_numpy_iterator())
    if not elements:
        raise UsageError(f"{place}: the dataset is empty")
    first = elements[0]
    if isinstance(first, dict):
        return {name: _joined([element[name] for element in elements], False) for name in first}
    if isinstance(first, tuple | list):
        single = len(first) == 2 and np.ndim(first[1]) == 0
        return tuple(_joined(list(parts), single) for parts in zip(*elements, strict=True))
    return _joined(elements, False)


def _joined(parts: list[np.ndarray], single: bool) -> np.ndarray:
    return np.stack(parts) if single else np.concatenate(parts)
