"""Inference over many samples, on all cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from seedlite.model import DTYPES, Tensor
from seedlite.progress import Progress

CHUNK = 64  # samples between two reports of progress


class Interpreter(Protocol):
    """What runs a model: int8 or uint8 arrays in and out, as the device's ports are."""

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]: ...


def infer(
    open_one: Callable[[], Interpreter],
    inputs: np.ndarray,
    tensors: Sequence[Tensor],
    progress: Progress | None = None,
) -> np.ndarray:
    """First outputs [n, output elements] for inputs as rows of bytes, int8 [n, bytes], of all
    input `tensors` of 8 bits, one behind the other; on all cores: each thread opens an interpreter
    of its own (the C code runs without Python's lock)."""
    ends = np.cumsum([tensor.count for tensor in tensors])[:-1]
    dtypes = [DTYPES[tensor.type] for tensor in tensors]

    threads = min(os.cpu_count() or 1, max(1, len(inputs) // CHUNK))
    free = [open_one() for _ in range(threads)]
    chunks = [inputs[i : i + CHUNK] for i in range(0, len(inputs), CHUNK)]
    done = 0

    def run(chunk: np.ndarray) -> np.ndarray:
        nonlocal done
        interpreter = free.pop()
        rows = ([x.view(t) for x, t in zip(np.split(x, ends), dtypes, strict=True)] for x in chunk)
        outputs = np.stack([interpreter.invoke(row)[0] for row in rows])
        free.append(interpreter)
        done += len(chunk)
        if progress:
            progress(done, len(inputs))
        return outputs

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(run, chunks)))
