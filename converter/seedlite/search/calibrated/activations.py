"""Runs many samples through a graph operator by operator and gives access to their activations."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from seedlite.interpreters import Runtime
from seedlite.model import DTYPES, Model, as_rows, pack, plan_arena, plan_metadata

MAX_SAMPLES = 512
MEMORY_BYTES = 256 << 20


def thinned(model: Model, samples: np.ndarray) -> np.ndarray:
    """Returns the samples, or evenly spaced ones if they exceed MAX_SAMPLES or MEMORY_BYTES of
    activations."""
    most = min(MAX_SAMPLES, max(1, MEMORY_BYTES // max(1, plan_arena(model).bytes)))
    if len(samples) <= most:
        return samples
    return samples[np.arange(most) * len(samples) // most]


class Arenas:
    """The arenas of all samples before operator `at` of a model without DECODE operators."""

    def __init__(self, model: Model, inputs: np.ndarray):
        """inputs: int8 or uint8 [n, ...input shape] as the device takes them; for several inputs
        int8 [n, bytes], the inputs concatenated."""
        self._offsets = plan_arena(model).offsets
        self.at = 0
        size = Runtime(_planned(model)).activations.size
        self._arenas = np.zeros((len(inputs), size), np.uint8)
        ends = np.cumsum([model.tensors[index].count for index in model.inputs])
        rows = np.split(as_rows([inputs]), ends[:-1], axis=1)
        for index, row in zip(model.inputs, rows, strict=True):
            values = self.tensor(model, index)
            values[:] = row.view(values.dtype)

    @property
    def samples(self) -> int:
        return len(self._arenas)

    def copy(self, samples: slice = slice(None)) -> "Arenas":
        """Returns an independent copy of the given samples."""
        other = object.__new__(Arenas)
        other._offsets, other.at = self._offsets, self.at
        other._arenas = self._arenas[samples].copy()
        return other

    def tensor(self, model: Model, index: int) -> np.ndarray:
        """Returns a writable view of a live activation: int8 or uint8 [n, elements]."""
        begin, tensor = self._offsets[index], model.tensors[index]
        return self._arenas[:, begin : begin + tensor.count].view(DTYPES[tensor.type])

    def advance(self, model: Model, end: int) -> None:
        """Runs operators `at` to `end` (not included) of `model`, which may differ from the earlier
        one in weights and biases."""
        if end <= self.at:
            return
        file = _planned(model)
        threads = os.cpu_count() or 1

        def run(arenas: np.ndarray) -> None:
            runtime = Runtime(file)
            for arena in arenas:
                runtime.activations[:] = arena
                runtime.invoke_operators(self.at, end)
                arena[:] = runtime.activations

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, np.array_split(self._arenas, threads)))
        self.at = end


def _planned(model: Model) -> bytes:
    metadata = plan_metadata(plan_arena(model))
    return pack(replace(model, metadata=metadata))
