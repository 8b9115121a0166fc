"""Runs inference over many samples on all cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from seedlite.model import DTYPES, Tensor
from seedlite.progress import Progress

CHUNK = 64  # samples between two reports of progress


class Interpreter(Protocol):
    """Runs a model on int8 or uint8 arrays, in the types of the device's ports."""

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]: ...

    def reset(self) -> None:
        """Restores the state before the first inference."""
        ...


def infer(
    open_one: Callable[[], Interpreter],
    inputs: np.ndarray,
    tensors: Sequence[Tensor],
    progress: Progress | None = None,
) -> np.ndarray:
    """Returns the first outputs, [n, output elements].

    open_one: opens an interpreter; each thread has its own (the C code releases Python's lock).
    inputs: int8 [n, bytes], the 8-bit input `tensors` concatenated; or [sequences, steps, bytes],
        the state reset before each sequence. Outputs likewise.
    """
    ends = np.cumsum([tensor.bytes for tensor in tensors])[:-1]
    dtypes = [DTYPES[tensor.type] for tensor in tensors]

    sequences = inputs.ndim == 3
    rows = inputs.reshape(-1, inputs.shape[-1])
    chunks = [rows[i : i + CHUNK] for i in range(0, len(rows), CHUNK)]
    if sequences:
        chunks = list(inputs)
    threads = min(os.cpu_count() or 1, max(1, len(rows) // CHUNK), len(chunks))
    free = [open_one() for _ in range(threads)]
    done, total = 0, len(rows)

    def run(chunk: np.ndarray) -> np.ndarray:
        nonlocal done
        interpreter = free.pop()
        if sequences:
            interpreter.reset()
        rows = ([x.view(t) for x, t in zip(np.split(x, ends), dtypes, strict=True)] for x in chunk)
        outputs = np.stack([interpreter.invoke(row)[0] for row in rows])
        free.append(interpreter)
        done += len(chunk)
        if progress:
            progress(done, total)
        return outputs

    with ThreadPoolExecutor(threads) as pool:
        outputs = np.concatenate(list(pool.map(run, chunks)))
    return outputs.reshape(*inputs.shape[:-1], -1)
