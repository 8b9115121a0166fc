"""Counts multiplications with weights: nominal and skipped ones."""

import numpy as np

from seedlite.codec import Payload, RecordedTensor, is_centralized, live_weights, recorded_tensors
from seedlite.format.constants import OP_DEPTHWISE_CONV_2D
from seedlite.model import KINDS, RUNTIME, Model, Operator


def operator_macs(model: Model, operator: Operator) -> int:
    """Returns the operator's nominal multiplications, those with zeros included."""
    if operator.code not in KINDS:
        return 0
    output = model.tensors[operator.outputs[0]]
    matrices = RUNTIME[operator.code].matrices.values()
    weights = [model.tensors[operator.inputs[m.weights]] for m in matrices]
    if operator.code == OP_DEPTHWISE_CONV_2D:
        return output.count * weights[0].shape[1] * weights[0].shape[2]
    return sum(output.count * w.count // w.shape[0] for w in weights)


def skipped_macs(file: bytes, model: Model) -> dict[int, int]:
    """Returns, by operator, the multiplications with weights that the file marks as zero, in a
    masked group or in a batch whose mean and spread are zero; these are neither drawn nor
    multiplied. (Depthwise layers do multiply by zeros.) Zero inputs, which vary, do not count."""
    if not is_centralized(model):
        return {}
    found: dict[int, int] = {}
    for recorded in recorded_tensors(file, model):
        number = recorded.layer.operator
        if model.operators[number].code != OP_DEPTHWISE_CONV_2D:
            found[number] = found.get(number, 0) + _skipped_of(model, recorded)
    return found


def _skipped_of(model: Model, recorded: RecordedTensor) -> int:
    """Returns the multiplications with known zeros; each weight serves every row of outputs."""
    output = model.tensors[model.operators[recorded.layer.operator].outputs[0]]
    channels = recorded.weights.shape[recorded.layer.channel_axis]
    return output.count // channels * _known_zeros(recorded)


def _known_zeros(recorded: RecordedTensor) -> int:
    record = recorded.record
    channels = recorded.weights.shape[recorded.layer.channel_axis]
    payload = Payload.unpack(record, recorded.encoded, channels)
    masked = ~live_weights(record, payload.mask)
    drawn = record.bits_per_draw and not record.spread_bits  # without statistics
    if record.network_statistics or drawn:
        return int(np.count_nonzero(masked))
    means = payload.means if record.mean_bits else np.full(record.batches, record.mean)
    spreads = payload.spreads if record.spread_bits else np.full(record.batches, record.spread)
    empty = np.repeat((means == 0) & (spreads == 0), record.batch_size)[: record.count]
    return int(np.count_nonzero(masked | empty))
