"""Converts a Keras model to an int8 `.tflite` by TensorFlow's post-training full-integer
quantization, in this process, which the converter may crash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from seedlite.data import Samples, match_samples
from seedlite.errors import UnsupportedError
from seedlite.format import constants as c
from seedlite.keras.backend import quiet
from seedlite.keras.naming import port_key, with_named_ports
from seedlite.keras.recurrent import without_loops
from seedlite.keras.source import Input, Source

_LOOPS = ("While", "StatelessWhile")

Say = Callable[[str], None]


def convert(source: Source, calibration: Samples, place: str, say: Say) -> bytes:
    """Returns the model as int8 `.tflite` of batch 1, with the source's order and names of ports.

    say: called with each step's description before the step. Raises UnsupportedError,
        BadInputError.
    """
    inputs = [(x.name, _sample_shape(x, place)) for x in source.inputs]
    samples = match_samples(calibration, inputs, f"calibration of {place}")
    with quiet():
        try:
            say("tracing the model")
            function = _traced(source, samples)
            _check_loops(function, source, place)
            file = _with_integer_splits(lambda: _quantized(function, samples, say))
        except UnsupportedError:
            raise
        except Exception as error:  # the converter has no common base class
            raise UnsupportedError(
                f"{place}: TensorFlow cannot make it an int8 .tflite ({_reason(error)}); "
                "replace the layers at fault by convolution, dense, pooling or element-wise ones"
            ) from error
        return with_named_ports(file, [x.name for x in source.inputs], source.outputs)


def _sample_shape(source: Input, place: str) -> tuple[int, ...]:
    """Returns an input's shape without the batch dimension."""
    batch, *shape = source.shape
    if batch not in (None, 1):
        raise UnsupportedError(
            f"{place}: input {source.name!r} has its batch size fixed at {batch}; leave it open "
            "or set it to 1, which an open one becomes"
        )
    known = tuple(extent for extent in shape if extent is not None)
    if len(known) < len(shape):
        raise UnsupportedError(
            f"{place}: input {source.name!r} has the open shape {source.shape}; "
            "rebuild the model with every dimension but the batch given"
        )
    if source.dtype != "float32":
        raise UnsupportedError(
            f"{place}: input {source.name!r} is {source.dtype}; float32 is supported"
        )
    return known


def _traced(source: Source, samples: list[np.ndarray]) -> Any:
    """Returns the model as a function of ports port_key(0), port_key(1) ..."""
    import tensorflow as tf

    def run(*tensors: Any) -> dict[str, Any]:
        return {port_key(n): tf.cast(y, tf.float32) for n, y in enumerate(source.call(tensors))}

    specs = [
        tf.TensorSpec([1, *x.shape[1:]], tf.float32, name=port_key(n))
        for n, x in enumerate(samples)
    ]
    with without_loops():
        return tf.function(run, input_signature=specs).get_concrete_function()


def _quantized(function: Any, samples: list[np.ndarray], say: Say) -> bytes:
    import tensorflow as tf

    def representative() -> Iterator[dict[str, np.ndarray]]:
        say("measuring the ranges of activations")
        for number in range(len(samples[0])):
            yield {port_key(n): x[number : number + 1] for n, x in enumerate(samples)}
        say("quantizing it")

    # TensorFlow does not track Keras models: a module must hold the variables.
    owner = tf.Module()
    owner.held = list(function.variables)
    say("converting it")
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], owner)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = representative
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return bytes(converter.convert())


def _with_integer_splits(convert: Callable[[], bytes]) -> bytes:
    """Returns a conversion whose SPLIT operators are int8. Where an output of one is unused,
    TensorFlow leaves about one conversion in six with a float32 SPLIT, by no rule that can be
    seen from here; five such in a row are taken for its last word."""
    for _ in range(5):
        file = convert()
        if not _has_float_split(file):
            break
    return file


def _has_float_split(file: bytes) -> bool:
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(file))
    codes = [code.builtinCode for code in model.operatorCodes]
    return any(
        codes[operator.opcodeIndex] in (c.OP_SPLIT, c.OP_SPLIT_V)
        and graph.tensors[operator.outputs[0]].type == c.TYPE_FLOAT32
        for graph in model.subgraphs
        for operator in graph.operators
    )


def _check_loops(function: Any, source: Source, place: str) -> None:
    """Raises UnsupportedError, naming the layers with loops, which crash the converter."""
    graph = function.graph.as_graph_def()
    nodes = [*graph.node, *(node for inner in graph.library.function for node in inner.node_def)]
    loops = dict.fromkeys(_layer(node.name, source) for node in nodes if node.op in _LOOPS)
    if loops:
        raise UnsupportedError(
            f"{place}: {', '.join(loops)}: a loop over time steps (operator WHILE), which is not "
            "supported; give the model as .keras, whose recurrent layers need no loop, or use "
            "convolutions over time (Conv1D) instead"
        )


def _layer(node: str, source: Source) -> str:
    """Describes the innermost layer whose scope holds the node. Scopes have the layers' names, with
    _1, _2 ... appended from the second use on."""
    layers = [] if source.model is None else list(source.model._flatten_layers())
    for scope in reversed(node.split("/")[:-1]):
        for layer in layers:
            if re.fullmatch(rf"{re.escape(layer.name)}(_\d+)?", scope):
                return f"layer {layer.name!r} ({type(layer).__name__})"
    return f"node {node!r}"


def _reason(error: Exception) -> str:
    """Extracts the cause from the converter's pages of text."""
    text = str(error).strip()
    operators = re.search(r"(?:TF Select|Custom) ops: .+", text)
    if operators:
        return operators.group()
    return text.splitlines()[0] if text else type(error).__name__
