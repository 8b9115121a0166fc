"""Sequences of samples, for models that keep a state from one inference to the next."""

import numpy as np

from seedlite.data.checks import Shape, axes
from seedlite.errors import BadInputError
from seedlite.model import Model, borders_of, has_state

Axes = tuple[int, int]  # sequences, steps


def split_sequences(
    model: Model, x: np.ndarray, shape: Shape, place: str
) -> tuple[np.ndarray, Axes | None]:
    """Returns samples [n, ...], and of a model with a state the number of sequences and of steps
    that they come from; `shape`: of a sample. Raises BadInputError."""
    if not has_state(model):
        return x, None
    x = np.asarray(x)
    leading = x.shape[: x.ndim - len(shape)]
    if len(leading) not in (1, 2) or x.shape[len(leading) :] != tuple(shape) or 0 in leading:
        raise BadInputError(
            f"{place}: x has shape {x.shape}; the model keeps a state from one inference to the "
            f"next, so its samples are sequences: {axes('sequences', 'steps', *shape)}, or one, "
            f"{axes('steps', *shape)}"
        )
    return x.reshape(-1, *shape), (1, *leading)[-2:]


def join_sequences(x: np.ndarray, split: Axes | None) -> np.ndarray:
    """Returns samples [n, ...] as [sequences, steps, ...], of a model with a state."""
    return x if split is None else x.reshape(*split, *x.shape[1:])


def sequence_warnings(model: Model, x: np.ndarray, place: str, number: int = 0) -> list[str]:
    """Warns of samples of a model with a state that are many sequences of one step each."""
    shape, given = borders_of(model).inputs[number].shape[1:], np.shape(x)
    if not has_state(model) or len(given) != len(shape) + 2 or given[0] == 1 or given[1] > 1:
        return []
    return [
        f"{place}: {given[0]} sequences of one step each, before which the state is reset; one "
        f"sequence of {given[0]} steps has the shape {axes(given[0], *shape)}"
    ]
