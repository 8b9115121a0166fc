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
    port: str | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Accuracy on an `.npz` with x and y; `on` is 'host' (seedlite's runtime here), 'litert' (the
    model expanded in memory) or the name of a board: in QEMU, or on the serial line `port`.

    Raises BadInputError for a model or data that do not fit, and what the place raises.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: at least one sample is needed")
    model = parse(file)
    check_ports(model, "model")
    source, target = model.tensors[model.inputs[0]], model.tensors[model.outputs[0]]
    x, labels = load_labelled(data, source.shape[1:], target.count)
    x, labels = x[:limit], labels[:limit]
    inputs = quantize_inputs(model, x)
    outputs = run(file, inputs, on, progress, port).outputs.reshape(len(inputs), -1)
    return Evaluation(accuracy(outputs, labels), len(labels))
