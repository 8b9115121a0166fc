"""Post-training quantization of a float32 `.tflite` by ai-edge-quantizer, in this process."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np

from seedlite.data import Samples, match_samples, ports
from seedlite.errors import ToolMissingError, UnsupportedError
from seedlite.float_tflite.named import Signature, with_names
from seedlite.format.constants import TYPE_FLOAT32
from seedlite.model import TYPE_NAMES, Model, read_graph
from seedlite.silence import quiet


def quantize(file: bytes, calibration: Samples, place: str) -> bytes:
    """Returns a stock int8 `.tflite` of a float32 or dynamic-range one.

    calibration: [n, ...input shape] samples in the model's own units; for several inputs a mapping
        by name or a sequence in order. They determine the ranges of all activations.
    place: names the model in messages.
    Activations have one scale, weights one for each output channel. Operators that the quantizer
    does not know stay float32; the check of the result says so.
    Raises ToolMissingError, BadInputError if the samples do not fit, UnsupportedError.
    """
    _check_available()
    model = read_graph(file, place)
    _check_inputs(model, place)
    samples = match_samples(calibration, ports(model), f"calibration of {place}")
    named, signature = with_names(file)
    try:
        with quiet(), contextlib.redirect_stdout(io.StringIO()):
            return _quantized(named, signature, samples)
    except Exception as error:  # the quantizer has no common base class
        raise UnsupportedError(
            f"{place}: ai-edge-quantizer cannot make it int8 ({type(error).__name__}: {error}); "
            "quantize it where it was made, or give the Keras model"
        ) from error


def _check_available() -> None:
    try:
        import ai_edge_quantizer  # noqa: F401
    except ImportError as error:
        raise ToolMissingError(
            f"a float32 .tflite is quantized by ai-edge-quantizer ({error}): "
            "pip install 'seedlite[quantize]'"
        ) from error


def _check_inputs(model: Model, place: str) -> None:
    for index in model.inputs:
        tensor = model.tensors[index]
        if tensor.type != TYPE_FLOAT32:
            raise UnsupportedError(
                f"{place}: input {tensor.name!r} is {TYPE_NAMES.get(tensor.type, tensor.type)}; "
                "float32 can be quantized"
            )


def _quantized(file: bytes, signature: Signature, samples: list[np.ndarray]) -> bytes:
    """Ranges are from the least to the largest value of all samples. The quantizer's own default, a
    moving average of each sample's range, cuts off a part of outputs of few values."""
    from ai_edge_quantizer import calibrator, quantizer, recipe, recipe_manager
    from ai_edge_quantizer.utils.qsv_utils import min_max_update

    int8 = recipe.static_wi8_ai8()
    layers = recipe_manager.RecipeManager()
    layers.load_quantization_recipe(int8)
    # one thread: the same file everywhere
    ranges: Any = calibrator.Calibrator(file, num_threads=1, qsv_update_func=min_max_update)
    named = list(zip(signature.inputs, samples, strict=True))
    data = [{name: x[n : n + 1] for name, x in named} for n in range(len(samples[0]))]
    ranges.calibrate({signature.key: data}, layers)
    result = quantizer.Quantizer(bytearray(file), int8).quantize(ranges.get_model_qsvs())
    return bytes(result.quantized_model or b"")
