"""Warnings about a valid conversion."""

import numpy as np

from seedlite.compress.inputs import ConversionSamples
from seedlite.format.constants import OP_RELU6
from seedlite.model import Model, layers, operator_name

FEW_SAMPLES = 100  # with fewer samples, moments of inputs are mostly random
FEW_BITS = 1.25  # per weight: networks lose points of accuracy below, unless trained


def warnings_of(
    model: Model, method: str, given: ConversionSamples, saved_bytes: int, bits: float
) -> list[str]:
    """Returns warnings about a conversion that saves `saved_bytes` compared with int8 weights, and
    stores `bits` per weight."""
    calibration, train, evaluation = given.counted, given.train, given.evaluation
    found = [
        f"{operator_name(model, index)}: input and output have different scales; TFLM, and so "
        "seedlite, does not rescale there, LiteRT does: outputs will differ from LiteRT's"
        for index, operator in enumerate(model.operators)
        if operator.code == OP_RELU6
        and _scale(model, operator.inputs[0]) != _scale(model, operator.outputs[0])
    ]
    if not layers(model):
        alone = "the model has no layer with weights: nothing is replaced, the file runs as it is"
        return [*found, alone]
    if method == "seeded" and calibration is None:
        found.append(
            "no `calibration`: the search knows the weights but not what they are multiplied "
            "with; a few hundred samples of the model's inputs keep far more accuracy"
        )
    if calibration is not None and len(calibration) < FEW_SAMPLES:
        found.append(f"only {len(calibration)} calibration samples; give a hundred or more")
    if method == "seeded" and bits < FEW_BITS and train is None and evaluation is None:
        found.append(
            f"{bits:.2f} bits per weight keep little of what the weights say: measure the file "
            "(`evaluation`), allow more bits, or train around the weights (`train`)"
        )
    if method != "seeded" and train is None:
        found.append(
            f"method {method} keeps statistics alone: without training around the regenerated "
            "weights the accuracy is likely lost (`train`)"
        )
    if train is not None and evaluation is not None and not train.is_dataset:
        found += _shared(train.data[0], evaluation.x)
    if saved_bytes < 0:
        found.append(f"{-saved_bytes:,} bytes more are stored than int8 takes: nothing is saved")
    return found


def _shared(train: np.ndarray, evaluation: np.ndarray) -> list[str]:
    known = {np.asarray(x, np.float32).tobytes() for x in train}
    shared = sum(np.asarray(x, np.float32).tobytes() in known for x in evaluation)
    if not shared:
        return []
    return [
        f"{shared:,} of {len(evaluation):,} `evaluation` samples are training data too: accuracy "
        "on them says little about new data"
    ]


def _scale(model: Model, tensor: int) -> float | None:
    quantized = model.tensors[tensor].quantization is not None
    return model.tensors[tensor].scale if quantized else None
