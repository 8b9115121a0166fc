"""Accuracy of an int8 model on labelled data."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.calibration import load_labelled, quantize_inputs
from seedlite.errors import UsageError
from seedlite.graph import check_ports
from seedlite.inference import Progress
from seedlite.running import run
from seedlite.tflite import parse


def accuracy(outputs: np.ndarray, labels: np.ndarray) -> float:
    """Fraction of outputs [n, classes] whose largest value is at the label."""
    return float((outputs.argmax(axis=1) == labels).mean())


@dataclass
class Evaluation:
    accuracy: float  # 0 ... 1
    samples: int


def evaluate(
    file: bytes,
    data: Path,
    *,
    on: str = "host",
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Accuracy on an `.npz` with x and y; `on` is 'host' (seedlite's runtime here), 'litert' (the
    model expanded in memory) or the name of a board.

    Raises BadInputError for a model or data that do not fit, and what the place raises.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: at least one sample is needed")
    model = parse(file)
    check_ports(model, "model")
    source, target = model.tensors[model.inputs[0]], model.tensors[model.outputs[0]]
    x, labels = load_labelled(data, source.shape[1:], target.count)
    x, labels = x[:limit], labels[:limit]
    outputs = run(file, quantize_inputs(model, x), on, progress).outputs
    return Evaluation(accuracy(outputs.reshape(len(x), -1), labels), len(labels))


def closeness(
    original: bytes, file: bytes, x: np.ndarray, y: np.ndarray | None
) -> dict[str, dict[str, float] | float]:
    """How a model does beside its int8 original, both on the host runtime: their `accuracy` where
    there are labels y [n], else `signal_to_noise_db` of its outputs against the original's.
    x: real samples [n, ...]."""
    inputs = quantize_inputs(parse(original), x)
    before, after = (run(f, inputs).outputs.reshape(len(x), -1) for f in (original, file))
    if y is not None:
        return {"accuracy": {"original": accuracy(before, y), "centralized": accuracy(after, y)}}
    return {"signal_to_noise_db": output_snr_db(original, before, after)}


def output_snr_db(original: bytes, before: np.ndarray, after: np.ndarray) -> float:
    """Of int8 outputs of the original and of a model made from it, as real numbers."""
    model = parse(original)
    quantization = model.tensors[model.outputs[0]].quantization
    assert quantization is not None
    signal = before.astype(np.float64) - int(quantization.zero_points[0])
    noise = after.astype(np.float64) - before
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(np.square(signal).sum() / np.square(noise).sum()))
