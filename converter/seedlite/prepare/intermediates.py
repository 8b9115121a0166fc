"""The empty tensors that LiteRT needs beside each LSTM."""

from dataclasses import replace

from seedlite.codec import editable
from seedlite.format.constants import OP_UNIDIRECTIONAL_SEQUENCE_LSTM, TYPE_FLOAT32, TYPE_INT8
from seedlite.model import RUNTIME, Model, Tensor

GATES = 4  # of an LSTM


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
