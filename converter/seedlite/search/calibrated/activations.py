"""Runs many samples through a graph operator by operator and gives access to their activations."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from seedlite.interpreters import Runtime
from seedlite.model import DTYPES, Model, as_rows, has_state, pack, plan_arena, plan_metadata

MAX_SAMPLES = 512
MEMORY_BYTES = 256 << 20


def thinned(model: Model, samples: np.ndarray) -> np.ndarray:
    """Returns the samples, or evenly spaced ones if they exceed MAX_SAMPLES or MEMORY_BYTES of
    activations. Those of a model with a state are sequences, of which the first steps are taken if
    one alone is too long."""
    most = min(MAX_SAMPLES, max(1, MEMORY_BYTES // max(1, plan_arena(model).bytes)))
    if has_state(model):
        samples = samples[:, :most]
        most //= samples.shape[1]
    return evenly(samples, most)


def evenly(samples: np.ndarray, most: int) -> np.ndarray:
    """Returns the samples, or `most` evenly spaced ones if they are more."""
    if len(samples) <= most:
        return samples
    return samples[np.arange(most) * len(samples) // most]


class Arenas:
    """The arenas of all samples before operator `at` of a model without DECODE operators. A model
    with a state runs whole sequences again for every advance: a step's state comes from operators
    behind `at`, of the steps before."""

    def __init__(self, model: Model, inputs: np.ndarray):
        """inputs: int8 or uint8 [n, ...input shape] as the device takes them; for several inputs
        int8 [n, bytes], the inputs concatenated. Of a model with a state [sequences, steps, ...].
        """
        self._offsets = plan_arena(model).offsets
        self.at = 0
        self._steps = inputs.shape[1] if has_state(model) else 0
        if self._steps:
            inputs = inputs.reshape(-1, *inputs.shape[2:])
        size = Runtime(_planned(model)).activations.size
        self._arenas = np.zeros((len(inputs), size), np.uint8)
        ends = np.cumsum([model.tensors[index].bytes for index in model.inputs])
        rows = np.split(as_rows([inputs]), ends[:-1], axis=1)
        for index, row in zip(model.inputs, rows, strict=True):
            values = self.tensor(model, index)
            values[:] = row.view(values.dtype)
        self._first = self._arenas.copy() if self._steps else None  # before operator 0

    @property
    def samples(self) -> int:
        return len(self._arenas)

    @property
    def steps(self) -> int:
        """Samples of a sequence; 0 without a state."""
        return self._steps

    def split(self, most: int) -> tuple["Arenas", "Arenas"]:
        """Returns independent copies of the first samples and of the others: `most`, or a quarter
        if that is less. Of sequences the others are whole ones; a single one serves as both."""
        if self.samples == self._steps:
            return self.copy(), self.copy()
        unit = self._steps or 1
        others = -(-min(most, -(-self.samples // 4)) // unit) * unit
        first = self.samples - others
        return self.copy(slice(first)), self.copy(slice(first, None))

    def copy(self, samples: slice = slice(None)) -> "Arenas":
        """Returns an independent copy of the given samples."""
        other = object.__new__(Arenas)
        other._offsets, other.at, other._steps = self._offsets, self.at, self._steps
        other._arenas = self._arenas[samples].copy()
        other._first = None if self._first is None else self._first[samples].copy()
        return other

    def tensor(self, model: Model, index: int) -> np.ndarray:
        """Returns a writable view of a live activation: int8 or uint8 [n, elements]."""
        begin, tensor = self._offsets[index], model.tensors[index]
        return self._arenas[:, begin : begin + tensor.bytes].view(DTYPES[tensor.type])

    def output_of(self, model: Model, operator: int) -> np.ndarray:
        """Returns the first output of the operator before which the arenas stand."""
        behind = self.copy()
        behind.advance(model, operator + 1)
        return behind.tensor(model, model.operators[operator].outputs[0])

    def advance(self, model: Model, end: int) -> None:
        """Runs operators `at` to `end` (not included) of `model`, which may differ from the earlier
        one in weights and biases."""
        if end <= self.at:
            return
        file = _planned(model)
        threads = os.cpu_count() or 1
        begin, end_, last = (_computing(model, n) for n in (self.at, end, len(model.operators)))

        def run(arenas: np.ndarray) -> None:
            runtime = Runtime(file)
            for arena in arenas:
                runtime.activations[:] = arena
                runtime.invoke_operators(begin, end_)
                arena[:] = runtime.activations

        def run_sequence(places: range) -> None:
            assert self._first is not None
            runtime = Runtime(file)
            for place in places:
                runtime.activations[:] = self._first[place]
                runtime.invoke_operators(0, end_)
                self._arenas[place] = runtime.activations
                runtime.invoke_operators(end_, last)

        with ThreadPoolExecutor(threads) as pool:
            if self._steps:
                starts = range(0, self.samples, self._steps)
                list(pool.map(run_sequence, (range(s, s + self._steps) for s in starts)))
            else:
                list(pool.map(run, np.array_split(self._arenas, threads)))
        self.at = end


def _computing(model: Model, end: int) -> int:
    """Returns the number of the runtime's operators before operator `end`."""
    return sum(o.computes for o in model.operators[:end])


def _planned(model: Model) -> bytes:
    metadata = plan_metadata(plan_arena(model))
    return pack(replace(model, metadata=metadata))
