"""Reads the records of a centralized file and restores their weights."""

from dataclasses import dataclass, replace

import numpy as np

from seedlite.codec.centralize import bias_quantization, editable
from seedlite.codec.record import Record
from seedlite.codec.regenerate import regenerate, row_scales
from seedlite.codec.section import check_checksum, check_entries, read_network
from seedlite.codec.tensors import NetworkStatistics
from seedlite.errors import BadInputError
from seedlite.format.constants import SECTION_NAME
from seedlite.model import (
    Layer,
    Model,
    Quantization,
    check_layers,
    layer_bias,
    layer_source,
    layers,
    weights_index,
)


@dataclass
class RecordedTensor:
    """A centralized weight tensor of a file, regenerated."""

    layer: Layer
    record: Record
    encoded: bytes
    weights: np.ndarray  # int8, in the tensor's shape
    scales: np.ndarray  # float32, one or one per channel


def is_centralized(model: Model) -> bool:
    return SECTION_NAME in model.metadata


def recorded_tensors(file: bytes, model: Model) -> list[RecordedTensor]:
    """Returns all records of a centralized file, regenerated. Raises BadInputError for a damaged
    file."""
    check_checksum(file)
    check_layers(model)
    for index, operator in enumerate(model.operators):
        if operator.is_decode and (len(operator.inputs) != 2 or len(operator.outputs) != 1):
            raise BadInputError(
                f"operator {index} TFLM_DECODE lacks an input or output", "E_SECTION"
            )
    section = model.metadata[SECTION_NAME]
    network = read_network(section)
    decodes = {o.outputs[0]: o for o in model.operators if o.is_decode}
    found = {
        index: _recorded(model, layer, decodes[index].inputs, index, network)
        for layer in layers(model)
        if (index := weights_index(model, layer)) in decodes
    }
    check_entries(section, found)
    return list(found.values())


def _recorded(
    model: Model, layer: Layer, sources: list[int], index: int, network: NetworkStatistics
) -> RecordedTensor:
    encoded, ancillary = (model.tensors[t].data for t in sources)
    tensor = model.tensors[index]
    if encoded is None or ancillary is None or tensor.quantization is None:
        raise BadInputError(f"{layer.name}: its record has no data or no scale", "E_SECTION")
    record = Record.unpack(ancillary)
    base = tensor.quantization.scales
    channels = tensor.shape[layer.channel_axis]
    scales = row_scales(record, encoded, base[0], channels) if record.row_code_bits else base
    weights = regenerate(record, encoded, tensor.shape, network, channels)
    return RecordedTensor(layer, record, encoded, weights, scales)


def expanded(file: bytes, model: Model) -> Model:
    """Returns `model`, parsed from `file`, with its weights regenerated as int8; its ports stay
    those of the device."""
    if not is_centralized(model):
        return model
    model = editable(model)
    for recorded in recorded_tensors(file, model):
        index = weights_index(model, recorded.layer)
        scales = recorded.scales
        model.tensors[index] = replace(
            model.tensors[index],
            data=recorded.weights.tobytes(),
            quantization=Quantization(
                scales, np.zeros(len(scales), np.int64), recorded.layer.channel_axis
            ),
        )
        bias = layer_bias(model, recorded.layer)
        if bias is not None:
            scale = layer_source(model, recorded.layer).scale
            model.tensors[bias] = replace(
                model.tensors[bias], quantization=bias_quantization(scale, scales)
            )
    model.operators = [o for o in model.operators if not o.is_decode]
    return model
