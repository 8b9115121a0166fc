"""Comparisons with TFLM's own interpreter, byte for byte."""

from collections.abc import Iterable

import numpy as np

from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import DTYPES, Model, Tensor
from seedlite.model.parse import parse, read_graph
from seedlite.prepare.stock import expand
from tests.support.builders import planned

Inputs = list[np.ndarray]  # of one inference


def random_int8(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.integers(-128, 128, shape, np.int8)


def random_inputs(file: bytes, count: int, seed: int = 1) -> list[Inputs]:
    """Inputs of `count` inferences: any integers, in the types and shapes of the ports."""
    model, rng = read_graph(file), np.random.default_rng(seed)
    ports = [model.tensors[t] for t in model.inputs]
    return [[random_values(rng, p) for p in ports] for _ in range(count)]


def random_values(rng: np.random.Generator, tensor: Tensor) -> np.ndarray:
    """Any integers, in the tensor's type and shape."""
    data = rng.integers(0, 256, tensor.bytes, np.uint8)
    return data.view(DTYPES[tensor.type]).reshape(tensor.shape)


def random_rows(file: bytes, count: int, seed: int = 1) -> np.ndarray:
    """int8 [count, ...]: samples for a model of one input with batch size 1."""
    model = parse(file)
    (port,) = (model.tensors[t] for t in model.inputs)
    return random_int8(np.random.default_rng(seed), (count, *port.shape[1:]))


def rows_of_tflm(file: bytes, x: np.ndarray) -> np.ndarray:
    """[n, values]: TFLM's first output for each sample, on what the file expands to."""
    tflm = TFLM(expand(file))
    return np.stack([tflm.invoke([one])[0] for one in x])


def assert_same_bytes(ours: Iterable[np.ndarray], truth: Iterable[np.ndarray]) -> None:
    for y, expected in zip(ours, truth, strict=True):
        assert y.dtype == expected.dtype
        np.testing.assert_array_equal(np.ravel(y).view(np.uint8), np.ravel(expected).view(np.uint8))


def assert_runs_as_tflm(file: bytes, stock: bytes, inferences: Iterable[Inputs]) -> None:
    """Our runtime on the file, TFLM on the stock one, from port to port. Each inference is made
    twice, the second time on a used arena."""
    runtime, tflm = Runtime(file), TFLM(stock)
    for inputs in inferences:
        expected, state = tflm.invoke(inputs), runtime.state.copy()
        for _ in range(2):
            runtime.state[:] = state
            assert_same_bytes(runtime(inputs), expected)


def assert_as_tflm(model: Model, inputs: Inputs, offsets: list[int] | None = None) -> Inputs:
    """Both interpreters run the same file; returns what both gave."""
    file = planned(model, offsets)
    assert_runs_as_tflm(file, file, [inputs])
    return Runtime(file)(inputs)


def assert_as_tflm_on_noise(model: Model, seed: int) -> Inputs:
    rng = np.random.default_rng(seed)
    return assert_as_tflm(model, [random_values(rng, model.tensors[t]) for t in model.inputs])
