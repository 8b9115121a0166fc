"""Recurrent layers as operators that TFLite has: TensorFlow's converter takes no loops here."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_loops() -> Iterator[None]:
    """Within it, Keras traces LSTM layers as functions that the converter replaces by
    UNIDIRECTIONAL_SEQUENCE_LSTM, and other recurrent layers step by step."""
    from keras.src import backend

    replaced = {"lstm": _lstm, "gru": _refuse, "rnn": _unrolled(backend.rnn)}
    kept = {name: getattr(backend, name) for name in replaced}
    _set(backend, replaced)
    try:
        yield
    finally:
        _set(backend, kept)


def _set(backend: Any, functions: dict[str, Any]) -> None:
    for name, function in functions.items():
        setattr(backend, name, function)


def _refuse(*_: Any, **__: Any) -> None:
    """Sends Keras to backend.rnn."""
    raise NotImplementedError


def _unrolled(rnn: Any) -> Any:
    @functools.wraps(rnn)
    def run(*arguments: Any, **options: Any) -> Any:
        return rnn(*arguments, **options | {"unroll": True})

    return run


def _lstm(
    inputs: Any,
    h: Any,
    c: Any,
    mask: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any,
    activation: Any,
    recurrent_activation: Any,
    return_sequences: bool = False,
    go_backwards: bool = False,
    unroll: bool = False,
) -> tuple[Any, Any, list[Any]]:
    """Keras's backend.lstm: last output, all outputs, states. inputs: [1, steps, features]."""
    import tensorflow as tf

    usual = (activation.__name__, recurrent_activation.__name__) == ("tanh", "sigmoid")
    if mask is not None or bias is None or not usual or unroll:
        raise NotImplementedError
    if go_backwards:
        inputs = tf.reverse(inputs, [1])
    weights = [tf.convert_to_tensor(x) for x in (kernel, recurrent_kernel, bias)]
    last, outputs, h, c, _ = _fusable()(inputs, h, c, *weights)
    return last, outputs if return_sequences else last[:, None], [h, c]


def _fusable() -> Any:
    """Returns a function with the attributes by which TensorFlow's converter knows an LSTM of Keras
    2 (tensorflow/compiler/mlir/lite/transforms/prepare_composite_functions_tf.cc). It fuses calls
    whose states nobody uses; the body serves the others."""
    import tensorflow as tf

    attributes = {
        "api_implements": f"lstm_{uuid.uuid4()}",
        "api_preferred_device": "CPU",
        "time_major": False,
        "go_backwards": False,
    }
    return tf.function(_steps, experimental_attributes=attributes, autograph=False)


def _steps(x: Any, h: Any, c: Any, kernel: Any, recurrent: Any, bias: Any) -> tuple[Any, ...]:
    import tensorflow as tf

    outputs = []
    for step in tf.unstack(x, axis=1):
        gates = tf.matmul(step, kernel) + tf.matmul(h, recurrent) + bias
        i, f, g, o = tf.split(gates, 4, axis=1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        outputs.append(h)
    return h, tf.stack(outputs, axis=1), h, c, tf.constant(0.0)
