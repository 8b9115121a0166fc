"""Sequences of samples, for models that keep a state from one inference to the next."""

import numpy as np

from seedlite.data.checks import Shape
from seedlite.errors import BadInputError
from seedlite.model import Model, has_state

Axes = tuple[int, int]  # sequences, steps


def split_sequences(
    model: Model, x: np.ndarray, shape: Shape, place: str
) -> tuple[np.ndarray, Axes | None]:
    """Returns samples [n, ...], and of a model with a state the number of sequences and of steps
    that they come from; `shape`: of a sample. Raises BadInputError."""
    if not has_state(model):
        return x, None
    x = np.asarray(x)
    axes = x.shape[: x.ndim - len(shape)]
    if len(axes) not in (1, 2) or x.shape[len(axes) :] != tuple(shape) or 0 in axes:
        raise BadInputError(
            f"{place}: x has shape {x.shape}; the model keeps a state from one inference to the "
            f"next, so its samples are sequences: {('sequences', 'steps', *shape)}, or one, "
            f"{('steps', *shape)}"
        )
    return x.reshape(-1, *shape), (1, *axes)[-2:]


def join_sequences(x: np.ndarray, axes: Axes | None) -> np.ndarray:
    """Returns samples [n, ...] as [sequences, steps, ...], of a model with a state."""
    return x if axes is None else x.reshape(*axes, *x.shape[1:])
