"""Replaces the weights of chosen layers by records."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from seedlite.codec.section import Entry, pack_section, with_checksum
from seedlite.codec.tensors import EncodedTensor, NetworkStatistics, WeightTensor
from seedlite.errors import UnsupportedError
from seedlite.format.constants import DECODE_OPERATOR, OP_CUSTOM, SECTION_NAME, TYPE_UINT8
from seedlite.model import (
    SINGLE_SCALE,
    Layer,
    Model,
    Operator,
    Quantization,
    Tensor,
    layer_bias,
    layer_source,
    layer_weights,
    pack_with,
    plan_arena,
    plan_metadata,
    strip,
    weights_index,
)


@dataclass
class CentralizedLayer:
    """A layer with its encoded weights and the real numbers [channels] to add to its biases."""

    layer: Layer
    encoded: EncodedTensor
    correction: np.ndarray | None = None


@dataclass
class CodedModel:
    """A network's centralized layers, the model that holds everything else, and the shared
    statistics."""

    parts: list[CentralizedLayer]
    model: Model
    statistics: NetworkStatistics = field(default_factory=NetworkStatistics)


def weight_tensor(model: Model, layer: Layer) -> WeightTensor:
    """Returns the layer's real weights, integers times scales."""
    tensor = layer_weights(model, layer)
    scales = channel_scales(tensor, layer.channel_axis)
    outputs = model.tensors[model.operators[layer.operator].outputs[0]].count
    return WeightTensor(
        name=layer.name,
        values=tensor.array().astype(np.float64) * scales,
        channel_axis=layer.channel_axis,
        kind=layer.kind,
        single_scale=layer.kind in SINGLE_SCALE,
        multiplications=max(1, outputs // tensor.shape[layer.channel_axis]),
    )


def channel_scales(tensor: Tensor, axis: int) -> np.ndarray:
    """Returns float64 scales, shaped to multiply the tensor; one, or one per index of `axis`."""
    scales = tensor.scales.astype(np.float64)
    shape = [1] * len(tensor.shape)
    if len(scales) > 1:
        shape[axis] = len(scales)
    return scales.reshape(shape)


def centralize(coded: CodedModel, keep_names: bool = False) -> bytes:
    """Returns the centralized file: the parts' weights become records, then the model is planned
    and packed."""
    return pack_planned(strip(recorded_model(coded), keep_names), coded.statistics)


def pack_planned(model: Model, statistics: NetworkStatistics) -> bytes:
    """Plans and packs a model with records."""
    metadata = model.metadata | plan_metadata(plan_arena(model))
    return pack_recorded(replace(model, metadata=metadata), statistics)


def pack_recorded(model: Model, statistics: NetworkStatistics) -> bytes:
    """Packs a model with records and their section."""

    def section(buffers: Sequence[int]) -> bytes:
        return pack_section(_entries(model, buffers), statistics)

    return with_checksum(*pack_with(model, SECTION_NAME, section))


def recorded_model(coded: CodedModel) -> Model:
    """Returns the model with the parts' weights as records."""
    model, parts = editable(coded.model), coded.parts
    for part in parts:
        encoded = part.encoded
        scales = np.atleast_1d(encoded.scale)
        _install(model, part.layer, None, scales, encoded.channel_scales, part.correction)
    _insert_decodes(model, parts)
    return model


def editable(model: Model) -> Model:
    """Returns a copy whose lists of tensors and operators can be changed."""
    return replace(model, tensors=list(model.tensors), operators=list(model.operators))


def install_weights(model: Model, part: CentralizedLayer) -> None:
    """Stores the weights as the device will regenerate them, so that `model` computes the same
    results."""
    store_weights(
        model, part.layer, part.encoded.weights, part.encoded.channel_scales, part.correction
    )


def store_weights(
    model: Model,
    layer: Layer,
    weights: np.ndarray,
    scales: np.ndarray,
    correction: np.ndarray | None,
) -> None:
    """Gives the layer int8 weights with `scales`, one or one per channel, and adds real numbers,
    [channels], to its biases."""
    _install(model, layer, weights.tobytes(), scales, scales, correction)


def _install(
    model: Model,
    layer: Layer,
    data: bytes | None,
    scales: np.ndarray,
    channel_scales: np.ndarray,
    correction: np.ndarray | None,
) -> None:
    """Gives the layer new weights and scales, and quantizes its bias for `channel_scales`, the
    scales that the device uses."""
    index = weights_index(model, layer)
    old = model.tensors[index]
    assert old.quantization is not None
    scales = scales.astype(np.float32)
    model.tensors[index] = replace(
        old,
        data=data,
        quantization=Quantization(scales, np.zeros(len(scales), np.int64), layer.channel_axis),
    )
    bias = layer_bias(model, layer)
    if bias is None:
        return
    input_scale = layer_source(model, layer).scale
    integers = rescaled_bias(
        model.tensors[bias],
        input_scale * old.quantization.scales.astype(np.float64),
        input_scale * channel_scales.astype(np.float64),
        correction,
    )
    # LiteRT and TFLM compare the single scale of dense layers and SVDF with its bias's
    single = layer.kind in ("dense", *SINGLE_SCALE) and len(channel_scales) == 1
    quantization = bias_quantization(input_scale, scales) if single else None
    _replace_bias(
        model,
        layer,
        replace(model.tensors[bias], data=integers.tobytes(), quantization=quantization),
    )


def correct_bias(model: Model, layer: Layer, correction: np.ndarray) -> None:
    """Adds real numbers, [channels], to the biases of a layer that keeps its weights."""
    bias = layer_bias(model, layer)
    if bias is None:
        return
    weights = layer_weights(model, layer)
    scales = layer_source(model, layer).scale * weights.scales.astype(np.float64)
    integers = rescaled_bias(model.tensors[bias], scales, scales, correction)
    _replace_bias(model, layer, replace(model.tensors[bias], data=integers.tobytes()))


def _replace_bias(model: Model, layer: Layer, fresh: Tensor) -> None:
    """Replaces the layer's bias; a bias that other operators share is copied first."""
    operator = model.operators[layer.operator]
    bias = layer_bias(model, layer)
    assert bias is not None
    if sum(o.inputs.count(bias) for o in model.operators) > 1:
        model.tensors.append(fresh)
        inputs = [*operator.inputs]
        inputs[inputs.index(bias)] = len(model.tensors) - 1
        model.operators[layer.operator] = replace(operator, inputs=inputs)
    else:
        model.tensors[bias] = fresh


def rescaled_bias(
    bias: Tensor, old: np.ndarray, new: np.ndarray, correction: np.ndarray | None = None
) -> np.ndarray:
    """Returns bias integers for the scales `new` (one, or one per channel) after adding
    `correction`: int32. Raises UnsupportedError if one does not fit."""
    real = bias.flat().astype(np.float64) * old
    integers = np.rint((real if correction is None else real + correction) / new)
    largest = float(np.abs(integers).max())
    if largest > np.iinfo(np.int32).max:
        raise UnsupportedError(
            f"bias '{bias.name}' would need {largest:.0f} steps, more than int32 holds; "
            "leave its layer out (`layers`)",
            "E_QUANT",
        )
    return integers.astype("<i4")


def bias_quantization(input_scale: float, scales: np.ndarray) -> Quantization:
    """Returns a bias's quantization: the scale of the products that it is added to."""
    products = (np.float32(input_scale) * scales.astype(np.float32)).astype(np.float32)
    return Quantization(products, np.zeros(len(products), np.int64), 0)


def _insert_decodes(model: Model, parts: list[CentralizedLayer]) -> None:
    by_operator: dict[int, list[CentralizedLayer]] = {}
    for part in parts:
        by_operator.setdefault(part.layer.operator, []).append(part)
    operators: list[Operator] = []
    for number, operator in enumerate(model.operators):
        for part in by_operator.get(number, ()):
            sources = []
            for data in (part.encoded.encoded, part.encoded.record.pack()):
                model.tensors.append(Tensor((len(data),), TYPE_UINT8, data))
                sources.append(len(model.tensors) - 1)
            weights = operator.inputs[part.layer.matrix.weights]
            operators.append(Operator(OP_CUSTOM, sources, [weights], custom_code=DECODE_OPERATOR))
        operators.append(operator)
    model.operators = operators


def _entries(model: Model, buffers: Sequence[int]) -> list[Entry]:
    return [
        Entry(
            tensor=decode.outputs[0],
            encoded_buffer=buffers[decode.inputs[0]],
            ancillary_buffer=buffers[decode.inputs[1]],
        )
        for decode in model.operators
        if decode.is_decode
    ]
