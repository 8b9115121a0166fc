"""Samples of a model's inputs: which array belongs to which input."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from seedlite.data.checks import check_samples, joined
from seedlite.errors import BadInputError
from seedlite.model import Model, borders_of

# [n, ...input shape] of the only input, or arrays by the inputs' names or in their order
Samples = np.ndarray | Mapping[str, np.ndarray] | Sequence[np.ndarray]

ONLY = "x"  # what the only input's array may be called


def plain(samples: Samples) -> Samples:
    """The same as numpy arrays in a dictionary, in a list or alone."""
    if isinstance(samples, Mapping):
        return {str(name): np.asarray(array) for name, array in samples.items()}
    if isinstance(samples, list | tuple):
        return [np.asarray(array) for array in samples]
    return np.asarray(samples)


def match_samples(
    samples: Samples, inputs: Sequence[tuple[str, tuple[int, ...]]], place: str
) -> list[np.ndarray]:
    """Returns an array for each input, float32 [n, ...its shape], n alike in all.

    inputs: names and shapes without the batch. place: names the data in messages.
    Raises BadInputError, also where all of an input's samples are zero: they have no range."""
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
    """An array for each input, unchecked. Raises BadInputError."""
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
    listed = ", ".join(f"{name!r} {['n', *shape]}".replace("'n'", "n") for name, shape in inputs)
    also = f" (or {ONLY!r})" if len(inputs) == 1 else ""
    return f"the model's inputs are {listed}{also}"


def ports(model: Model) -> list[tuple[str, tuple[int, ...]]]:
    """Names and shapes, without the batch, of a model's inputs."""
    return [(border.name, border.shape[1:]) for border in borders_of(model).inputs]


def quantized_samples(model: Model, samples: Samples, place: str) -> np.ndarray:
    """Samples of the model's inputs as the device takes them: [n, ...shape] of one device input, of
    several int8 [n, bytes], one behind the other. An input's own integers are taken as they are,
    all others, real values, are quantized. Raises BadInputError."""
    inputs = ports(model)
    given, parts = in_order(samples, inputs, place), []
    checked = _checked(samples, inputs, place)
    for border, raw, x in zip(borders_of(model).inputs, given, checked, strict=True):
        raw = np.asarray(raw)
        parts += border.quantized(x.astype(raw.dtype) if border.owns(raw) else x)
    return joined(parts)


def changed(samples: Samples, change: Callable[[np.ndarray], np.ndarray]) -> Samples:
    """The same of changed arrays, plain."""
    samples = plain(samples)
    if isinstance(samples, Mapping):
        return {name: change(array) for name, array in samples.items()}
    return change(samples) if isinstance(samples, np.ndarray) else [change(x) for x in samples]


def first(samples: Samples) -> np.ndarray:
    """One of the arrays of plain samples, to count them by."""
    if isinstance(samples, np.ndarray):
        return samples
    arrays = list(samples.values() if isinstance(samples, Mapping) else samples)
    return arrays[0] if arrays else np.zeros(0)
