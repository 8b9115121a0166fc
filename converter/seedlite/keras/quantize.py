"""Keras model to int8 `.tflite`: TensorFlow's post-training full-integer quantization."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from seedlite.calibration import check_samples
from seedlite.errors import UnsupportedError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.load import load_model

if TYPE_CHECKING:
    import keras


def quantize(model: keras.Model | str | Path, calibration: np.ndarray) -> bytes:
    """Returns an int8 `.tflite` of `model`, a Keras model or the path of one.

    `calibration`: [n, ...input shape] samples of what the model will see, in its own units; from
    them come the ranges of all activations. The batch dimension is fixed at 1; input and output
    are int8; weights are symmetric int8, per output channel in dense layers too.

    Raises UnsupportedError where the model cannot become such a file, BadInputError where the
    calibration data does not fit, and what load_model raises."""
    if isinstance(model, str | Path):
        place = str(model)
        model = load_model(model)
    else:
        import_keras()
        place = f"model {model.name!r}"
    shape = _input_shape(model, place)
    samples = check_samples(calibration, shape, f"calibration of {place}")
    with quiet():
        return _convert(model, samples, place)


def _input_shape(model: keras.Model, place: str) -> tuple[int, ...]:
    """The shape of the model's only input, without the batch dimension."""
    inputs = getattr(model, "inputs", None)
    if not inputs:
        raise UnsupportedError(
            f"{place}: no declared input; build it with keras.Input and the functional or "
            "Sequential API instead of subclassing"
        )
    if len(inputs) != 1:
        raise UnsupportedError(f"{place}: {len(inputs)} inputs; one is supported")
    (source,) = inputs
    batch, *shape = source.shape
    if batch not in (None, 1):
        raise UnsupportedError(
            f"{place}: batch size fixed at {batch}; leave it open or set it to 1"
        )
    if None in shape:
        raise UnsupportedError(
            f"{place}: input {source.name!r} has the open shape {source.shape}; "
            "rebuild the model with every dimension but the batch given"
        )
    if source.dtype != "float32":
        raise UnsupportedError(
            f"{place}: input {source.name!r} is {source.dtype}; float32 is supported"
        )
    return tuple(shape)


def _convert(model: keras.Model, samples: np.ndarray, place: str) -> bytes:
    import tensorflow as tf

    signature = [tf.TensorSpec([1, *samples.shape[1:]], tf.float32)]
    try:
        function = tf.function(
            lambda x: model(x, training=False), input_signature=signature
        ).get_concrete_function()
        # Keras models are not what TensorFlow tracks: a module must hold the variables.
        owner = tf.Module()
        owner.held = list(function.variables)
        converter = tf.lite.TFLiteConverter.from_concrete_functions([function], owner)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([x[np.newaxis]] for x in samples)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.int8
        converter.inference_output_type = tf.int8
        return converter.convert()
    except Exception as error:  # the converter has no common base class
        raise UnsupportedError(
            f"{place}: TensorFlow cannot make it an int8 .tflite ({_reason(error)}); "
            "replace the layers at fault by convolution, dense, pooling or element-wise ones"
        ) from error


def _reason(error: Exception) -> str:
    """The telling part of the converter's pages of text."""
    text = str(error).strip()
    operators = re.search(r"(?:TF Select|Custom) ops: .+", text)
    if operators:
        return operators.group()
    return text.splitlines()[0] if text else type(error).__name__
