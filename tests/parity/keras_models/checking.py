"""What becomes of a Keras model on its way to the runtime, found out in another process: both
TensorFlow's converter and TFLM's interpreter may end theirs."""

import multiprocessing
import tempfile
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from seedlite.compress.pipeline import convert
from seedlite.errors import SeedliteError
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from seedlite.keras.load import load_model
from seedlite.keras.quantize import quantize
from seedlite.model.borders.floats import quantize as quantize_samples
from seedlite.model.graph import Model, Tensor
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.parity.keras_models.cases import keras, set_random_weights
from tests.parity.keras_models.table import CASES
from tests.support.comparing import random_inputs

NOISE = 4  # inputs on which every file is compared with TFLM
METHODS = {
    "unitary": {"method": "unitary"},
    "layer": {"method": "layer"},
    "batch": {"method": "batch", "batch_size": 7},
    "seeded": {"method": "seeded", "bits": 4},
}


@dataclass
class Outcome:
    """`refused`: seedlite's error, or empty. `fault`: anything else that ended it. `files`: by
    method. `different`: what gives other bits than TFLM does on the expanded file. `inputs`,
    `outputs`: random ones (first inputs alone), and what TFLM makes of them with the seeded file.
    `snr_db`: of the int8 model's outputs against the float model's, the worst of all outputs."""

    refused: str = ""
    fault: str = ""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    different: list[str] = field(default_factory=list)
    inputs: list[np.ndarray] = field(default_factory=list, repr=False)
    outputs: list[np.ndarray] = field(default_factory=list, repr=False)
    snr_db: float = 0.0


class _Follower:
    """The process; it follows one model after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()

    def follow(self, name: str) -> Outcome:
        try:
            self._here.send(name)
            return self._here.recv()
        except (EOFError, BrokenPipeError):
            self._process.join()
            return Outcome(fault=f"the process ended with {self._process.exitcode}")

    @property
    def lives(self) -> bool:
        return self._process.is_alive()


_follower: _Follower | None = None


def outcome_of(name: str) -> Outcome:
    global _follower
    if _follower is None or not _follower.lives:
        _follower = _Follower()
    return _follower.follow(name)


def _serve(requests: Connection) -> None:
    while True:
        requests.send(_outcome(requests.recv()))


def _outcome(name: str) -> Outcome:
    outcome = Outcome()
    try:
        with tempfile.TemporaryDirectory() as folder:
            _follow(name, Path(folder), outcome)
    except SeedliteError as error:
        outcome.refused = f"{type(error).__name__}: {error}"
    except Exception as error:
        outcome.fault = f"{type(error).__name__}: {error}"
    return outcome


def _follow(name: str, folder: Path, outcome: Outcome) -> None:
    keras.utils.clear_session()
    built = CASES[name].build()
    set_random_weights(built)
    built.save(folder / "model.keras")
    model = load_model(folder / "model.keras")
    x = [CASES[name].samples(source.shape[1:]) for source in model.inputs]
    stock = quantize(model, x)
    (folder / "model.tflite").write_bytes(stock)
    for method, options in METHODS.items():
        calibration = {"calibration": x} if method == "seeded" else {}
        outcome.files[method] = convert(folder / "model.tflite", **options, **calibration).file
    for what, file in {"int8": stock, **outcome.files}.items():
        _compare(what, file, outcome)
    outputs = model(x if len(x) > 1 else x[0], training=False)
    outcome.snr_db = _snr_db(stock, x, outputs if isinstance(outputs, list) else [outputs])


def _compare(what: str, file: bytes, outcome: Outcome) -> None:
    """Our runtime with TFLM on the expanded file, for random inputs."""
    expanded = expand(file)
    tflm, runtime = TFLM(expanded), Runtime(deployable(file))
    noise = random_inputs(expanded, NOISE, seed=2)
    truth = [np.concatenate(tflm.invoke(inputs)) for inputs in noise]
    ours = [np.concatenate(runtime.invoke(inputs)) for inputs in noise]
    outcome.inputs, outcome.outputs = [inputs[0] for inputs in noise], truth
    if not np.array_equal(ours, truth):
        outcome.different.append(what)


def _snr_db(stock: bytes, x: list[np.ndarray], expected: list) -> float:
    model, runtime = parse(stock), Runtime(deployable(stock))
    quantized = [_quantized(model.tensors[t], v) for t, v in zip(model.inputs, x, strict=True)]
    runs = [runtime.invoke(list(sample)) for sample in zip(*quantized, strict=True)]
    ratios = []
    for number, truth in enumerate(_in_order(model, expected)):
        error = _real(model, runs, number) - truth
        ratios.append(10 * np.log10(np.square(truth).sum() / np.square(error).sum()))
    return float(min(ratios))


def _quantized(tensor: Tensor, x: np.ndarray) -> np.ndarray:
    return quantize_samples(x, tensor.scale, tensor.zero_point)


def _real(model: Model, runs: list[list[np.ndarray]], number: int) -> np.ndarray:
    """Output `number` of all runs as real numbers."""
    output = model.tensors[model.outputs[number]]
    steps = np.stack([run[number] for run in runs]).astype(np.int64) - output.zero_point
    return steps * np.float64(output.scale)


def _in_order(model: Model, expected: list) -> list[np.ndarray]:
    """float64 [samples, elements] each. TensorFlow orders outputs as it likes; those of a model of
    the suite differ in their sizes."""
    rows = {np.prod(y.shape[1:]): np.array(y, np.float64).reshape(len(y), -1) for y in expected}
    return [rows[model.tensors[t].count] for t in model.outputs]
