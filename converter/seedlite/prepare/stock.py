"""Expands a centralized file to the equivalent stock int8 model."""

from dataclasses import replace

from seedlite.codec import editable, expanded, is_centralized
from seedlite.format.constants import (
    OP_UNIDIRECTIONAL_SEQUENCE_LSTM,
    PORTS_NAME,
    TYPE_FLOAT32,
    TYPE_INT8,
)
from seedlite.model import RUNTIME, Model, Tensor, pack, put_back, strip
from seedlite.prepare.read import read_model

GATES = 4  # of an LSTM


def expand(file: bytes) -> bytes:
    """Returns the stock int8 `.tflite` with regenerated weights and borders; a stock model
    unchanged. Raises BadInputError for a damaged file."""
    model = read_model(file)
    if not is_centralized(model) and PORTS_NAME not in model.metadata:
        return file
    stock = strip(put_back(expanded(file, model)), keep_names=True)
    return pack(with_intermediates(stock))


def with_intermediates(model: Model) -> Model:
    """Returns the model with the empty tensors that LiteRT needs beside each LSTM: only the last
    has a quantization, that of the hidden state. TFLM and seedlite's runtime do not read them."""
    model = editable(model)
    for place, operator in enumerate(model.operators):
        if operator.code != OP_UNIDIRECTIONAL_SEQUENCE_LSTM:
            continue
        matrix = RUNTIME[operator.code].matrices["recurrent_to_input"]
        hidden = model.tensors[operator.inputs[matrix.source]].quantization
        count = len(model.tensors)
        model.tensors += [Tensor((0,), TYPE_FLOAT32)] * GATES
        model.tensors.append(Tensor((0,), TYPE_INT8, None, hidden))
        intermediates = list(range(count, len(model.tensors)))
        model.operators[place] = replace(operator, intermediates=intermediates)
    return model
