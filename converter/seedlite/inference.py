"""Inference over many samples, on all cores."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

CHUNK = 64  # samples between two reports of progress


Progress = Callable[[int, int], None]


class Interpreter(Protocol):
    """What runs a model: int8 arrays in, int8 arrays out."""

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]: ...


def infer(
    open_one: Callable[[], Interpreter],
    inputs: np.ndarray,
    progress: Progress | None = None,
) -> np.ndarray:
    """First outputs [n, output bytes] for int8 inputs [n, ...], on all cores: each thread opens
    an interpreter of its own (the C code runs without Python's lock)."""
    threads = min(os.cpu_count() or 1, max(1, len(inputs) // CHUNK))
    free = [open_one() for _ in range(threads)]
    chunks = [inputs[i : i + CHUNK] for i in range(0, len(inputs), CHUNK)]
    done = 0

    def run(chunk: np.ndarray) -> np.ndarray:
        nonlocal done
        interpreter = free.pop()
        outputs = np.stack([interpreter.invoke([x.reshape(-1)])[0] for x in chunk])
        free.append(interpreter)
        done += len(chunk)
        if progress:
            progress(done, len(inputs))
        return outputs

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(run, chunks)))
