"""Accuracy of an int8 model on labelled data."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.calibration import check_labels, check_samples, load_labelled, quantize_inputs
from seedlite.errors import UsageError
from seedlite.graph import check_ports
from seedlite.inference import Progress
from seedlite.reading import read_model
from seedlite.running import run
from seedlite.tflite import Model, parse


def accuracy(outputs: np.ndarray, labels: np.ndarray) -> float:
    """Fraction of outputs [n, classes] whose largest value is at the label."""
    return float((outputs.argmax(axis=1) == labels).mean())


@dataclass
class Evaluation:
    accuracy: float  # 0 ... 1
    samples: int


@dataclass(frozen=True)
class Labelled:
    """Samples for a classifier with one input and one output."""

    inputs: np.ndarray  # int8 [n, ...input shape]
    labels: np.ndarray  # int64 [n]

    @classmethod
    def of(cls, model: Model, x: np.ndarray, y: np.ndarray, place: str) -> "Labelled":
        """x: in the float model's units, [n, ...input shape]; y: [n] class numbers. `place` names
        them in messages. Raises BadInputError."""
        source, target = model.tensors[model.inputs[0]], model.tensors[model.outputs[0]]
        x = check_samples(x, source.shape[1:], place)
        return cls(quantize_inputs(model, x), check_labels(y, len(x), target.count, place))

    @property
    def samples(self) -> int:
        return len(self.labels)

    def count_right(
        self,
        file: bytes,
        on: str = "host",
        progress: Progress | None = None,
        port: str | None = None,
    ) -> int:
        """How many samples the model takes for what they are; `on` and `port` as in `evaluate`."""
        outputs = run(file, self.inputs, on, progress, port).outputs.reshape(self.samples, -1)
        return int((outputs.argmax(axis=1) == self.labels).sum())


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
    model = read_model(file)
    check_ports(model, "model")
    source, target = model.tensors[model.inputs[0]], model.tensors[model.outputs[0]]
    x, labels = load_labelled(data, source.shape[1:], target.count)
    labelled = Labelled(quantize_inputs(model, x[:limit]), labels[:limit])
    right = labelled.count_right(file, on, progress, port)
    return Evaluation(right / labelled.samples, labelled.samples)


def output_snr_db(original: bytes, file: bytes, inputs: np.ndarray) -> float:
    """Signal-to-noise ratio of a model's outputs, as real numbers, against those of the int8
    original that it was made from, both on the host runtime. inputs: int8 [n, ...input shape]."""
    model = parse(original)
    quantization = model.tensors[model.outputs[0]].quantization
    assert quantization is not None
    before, after = (run(each, inputs).outputs.astype(np.float64) for each in (original, file))
    signal = before - int(quantization.zero_points[0])
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(np.square(signal).sum() / np.square(after - before).sum()))
