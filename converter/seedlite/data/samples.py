"""Samples of a model's inputs, matched to the inputs."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from seedlite.data.checks import axes, check_samples, joined
from seedlite.data.datasets import dataset_arrays, is_dataset
from seedlite.data.sequences import join_sequences, split_sequences
from seedlite.errors import BadInputError
from seedlite.model import Model, borders_of

# [n, ...input shape] of the only input, or arrays by input name or in order
Samples = np.ndarray | Mapping[str, np.ndarray] | Sequence[np.ndarray]

ONLY = "x"  # accepted name of the only input's array


def plain(samples: Samples) -> Samples:
    """Converts to numpy arrays, keeping the dictionary, list or single array. A tf.data.Dataset
    gives what it holds; of (x, y) x alone."""
    if is_dataset(samples):
        held = dataset_arrays(samples, "samples")
        return plain(held[0] if isinstance(held, tuple) else held)
    if isinstance(samples, Mapping):
        return {str(name): np.asarray(array) for name, array in samples.items()}
    if isinstance(samples, list | tuple):
        return [np.asarray(array) for array in samples]
    return np.asarray(samples)


def match_samples(
    samples: Samples, inputs: Sequence[tuple[str, tuple[int, ...]]], place: str
) -> list[np.ndarray]:
    """Returns an array for each input, float32 [n, ...its shape], with equal n.

    inputs: names and shapes without the batch. place: names the data in messages.
    Raises BadInputError, also if all of an input's samples are zero, as they have no range.
    """
    checked = _checked(samples, inputs, place)
    for x, (name, _) in zip(checked, inputs, strict=True):
        if not x.any():
            raise BadInputError(
                f"{place}: all samples of input {name!r} are zero, from which no range can be "
                "told; give samples such as the model will see"
            )
    return checked


def _checked(
    samples: Samples, inputs: Sequence[tuple[str, tuple[int, ...]]], place: str
) -> list[np.ndarray]:
    arrays = in_order(samples, inputs, place)
    several = len(inputs) > 1
    places = [f"{place}: input {name!r}" if several else place for name, _ in inputs]
    checked = [
        check_samples(array, shape, where)
        for array, (_, shape), where in zip(arrays, inputs, places, strict=True)
    ]
    counts = {name: len(x) for x, (name, _) in zip(checked, inputs, strict=True)}
    if len(set(counts.values())) > 1:
        raise BadInputError(f"{place}: as many samples are needed of every input, not {counts}")
    return checked


def in_order(
    samples: Samples, inputs: Sequence[tuple[str, tuple[int, ...]]], place: str
) -> list[np.ndarray]:
    """Returns an array for each input, unchecked. Raises BadInputError."""
    names = [name for name, _ in inputs]
    if isinstance(samples, Mapping):
        if len(names) == 1 and names[0] not in samples and ONLY in samples:
            return [samples[ONLY]]
        missing = [name for name in names if name not in samples]
        if missing:
            given = ", ".join(map(repr, samples)) or "none"
            raise BadInputError(
                f"{place}: no array {', '.join(map(repr, missing))}; the arrays are {given}, "
                f"{_needed(inputs)}"
            )
        return [samples[name] for name in names]
    arrays = [samples] if isinstance(samples, np.ndarray) else list(samples)
    if len(arrays) != len(names):
        given = "1 array is" if len(arrays) == 1 else f"{len(arrays)} arrays are"
        raise BadInputError(f"{place}: {given} given, {_needed(inputs)}")
    return arrays


def _needed(inputs: Sequence[tuple[str, tuple[int, ...]]]) -> str:
    listed = ", ".join(f"{name!r} {axes('n', *shape)}" for name, shape in inputs)
    also = f" (or {ONLY!r})" if len(inputs) == 1 else ""
    return f"the model's inputs are {listed}{also}"


def ports(model: Model) -> list[tuple[str, tuple[int, ...]]]:
    """Returns names and shapes, without the batch, of a model's inputs."""
    return [(border.name, border.shape[1:]) for border in borders_of(model).inputs]


def quantized_samples(model: Model, samples: Samples, place: str) -> np.ndarray:
    """Returns samples for the device: [n, ...shape] of its only input, or int8 [n, bytes] of
    several, concatenated; of a model with a state [sequences, steps, ...] instead. Quantized
    values stay as they are, real values are quantized. Raises BadInputError."""
    inputs = ports(model)
    given, parts = in_order(samples, inputs, place), []
    split = [
        split_sequences(model, x, shape, place) for x, (_, shape) in zip(given, inputs, strict=True)
    ]
    given, axes = [x for x, _ in split], split[0][1]
    if any(other != axes for _, other in split):
        found = {name: each for (name, _), (_, each) in zip(inputs, split, strict=True)}
        raise BadInputError(
            f"{place}: as many sequences and steps are needed of every input, not {found}"
        )
    checked = _checked(given, inputs, place)
    for border, raw, x in zip(borders_of(model).inputs, given, checked, strict=True):
        raw = np.asarray(raw)
        parts += border.quantized(x.astype(raw.dtype) if border.owns(raw) else x)
    return join_sequences(joined(parts), axes)


def changed(samples: Samples, change: Callable[[np.ndarray], np.ndarray]) -> Samples:
    """Applies `change` to all arrays of plain samples."""
    samples = plain(samples)
    if isinstance(samples, Mapping):
        return {name: change(array) for name, array in samples.items()}
    return change(samples) if isinstance(samples, np.ndarray) else [change(x) for x in samples]


def first(samples: Samples) -> np.ndarray:
    """Returns one of the arrays of plain samples, whose length is their number."""
    if isinstance(samples, np.ndarray):
        return samples
    arrays = list(samples.values() if isinstance(samples, Mapping) else samples)
    return arrays[0] if arrays else np.zeros(0)
