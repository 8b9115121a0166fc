"""Questions about a model's graph: which operators have weights, what they are called, whether the
runtime can run them."""

import re
from dataclasses import dataclass

from seedlite._constants import (
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_FULLY_CONNECTED,
    TYPE_INT8,
)
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.tflite import Model, Operator, Tensor
from seedlite.tflite.schema import OPERATOR_NAMES, OPTIONS

KINDS = {
    OP_CONV_2D: "conv",
    OP_DEPTHWISE_CONV_2D: "depthwise",
    OP_FULLY_CONNECTED: "dense",
}
CHANNEL_AXES = {"conv": 0, "depthwise": 3, "dense": 0}  # of a kind's weights
DEFAULT_KINDS = ("conv", "dense")
WEIGHTS, BIAS = 1, 2  # inputs of the operators in KINDS


@dataclass(frozen=True)
class Layer:
    """An operator with weights. `name` is unique in the model: the operator's number and kind,
    as `inspect` shows it; `label` is the name that the source gave the weights, or empty."""

    operator: int
    kind: str
    name: str
    label: str

    @property
    def channel_axis(self) -> int:
        return CHANNEL_AXES[self.kind]


def operator_name(model: Model, index: int) -> str:
    """'3 CONV_2D': the number counts the operators that compute, not DECODE."""
    number = sum(not o.is_decode for o in model.operators[:index])
    code = model.operators[index].code
    return f"{number} {OPERATOR_NAMES.get(code, f'operator code {code}')}"


def official_name(code: int) -> str:
    """TFLite's name of an operator, also of those that we do not support; its number where
    ai-edge-litert, which knows them all, is not installed."""
    try:
        from ai_edge_litert.schema_py_generated import BuiltinOperator
    except ImportError:
        return f"with code {code}"
    names = {number: name for name, number in vars(BuiltinOperator).items() if name.isupper()}
    return names.get(code, f"with code {code}")


def layers(model: Model) -> list[Layer]:
    """All operators with weights, in the graph's order."""
    return [
        Layer(
            operator=index,
            kind=KINDS[operator.code],
            name=operator_name(model, index),
            label=model.tensors[operator.inputs[WEIGHTS]].name,
        )
        for index, operator in enumerate(model.operators)
        if operator.code in KINDS
    ]


def bias_of(operator: Operator) -> int | None:
    """Index of the operator's bias tensor, if it has one."""
    has_bias = len(operator.inputs) > BIAS and operator.inputs[BIAS] >= 0
    return operator.inputs[BIAS] if has_bias else None


def check_layers(model: Model) -> None:
    """Raises BadInputError, UnsupportedError unless every operator with weights is as the rest of
    the package takes for granted: its activations quantized, its weights int8 with one scale or
    one per output channel, and with as many bytes as its shape says."""
    for index, operator in enumerate(model.operators):
        if operator.code not in KINDS:
            continue
        name = f"operator {index} {OPERATOR_NAMES[operator.code]}"
        if len(operator.inputs) < 2 or min(operator.inputs[:2]) < 0 or not operator.outputs:
            raise BadInputError(f"E_INDEX: {name} lacks an input or output")
        source = model.tensors[operator.inputs[0]]
        weights = model.tensors[operator.inputs[WEIGHTS]]
        if source.type != TYPE_INT8 or source.quantization is None or weights.type != TYPE_INT8:
            raise UnsupportedError(
                f"E_UNSUPPORTED: {name}: its input or weights '{weights.name}' are not int8; "
                "quantize the model fully"
            )
        _check_weights(weights, CHANNEL_AXES[KINDS[operator.code]], name)


def _check_weights(weights: Tensor, axis: int, name: str) -> None:
    if len(weights.shape) <= axis or weights.quantization is None:
        raise BadInputError(f"E_SHAPE: {name}: weights '{weights.name}' lack dimensions or a scale")
    scales = len(weights.quantization.scales)
    if scales not in (1, weights.shape[axis]):
        raise BadInputError(
            f"E_QUANT: {name}: weights '{weights.name}' have {scales} scales for "
            f"{weights.shape[axis]} output channels"
        )
    if weights.data is not None and len(weights.data) != weights.count:
        raise BadInputError(
            f"E_SIZE: {name}: weights '{weights.name}' need {weights.count} bytes; their buffer "
            f"holds {len(weights.data)}"
        )


def select_layers(model: Model, pattern: str | None) -> list[Layer]:
    """The layers to centralize: standard convolutions and dense layers, or those whose name or
    label the regular expression `pattern` is found in."""
    everything = [x for x in layers(model) if has_constant_weights(model, x)]
    if pattern is None:
        chosen = [x for x in everything if x.kind in DEFAULT_KINDS]
    else:
        try:
            found = re.compile(pattern)
        except re.error as error:
            raise UsageError(f"--layers '{pattern}' is no regular expression: {error}") from error
        chosen = [x for x in everything if found.search(x.name) or found.search(x.label)]
    if not chosen:
        names = ", ".join(f"'{x.name}' ({x.label})" for x in everything) or "none"
        raise UsageError(f"no layer to centralize; the model's layers with weights: {names}")
    return _without_shared_weights(model, chosen)


def has_constant_weights(model: Model, layer: Layer) -> bool:
    return model.tensors[model.operators[layer.operator].inputs[WEIGHTS]].data is not None


def _without_shared_weights(model: Model, chosen: list[Layer]) -> list[Layer]:
    """Weights that two operators use stay stored: a record serves one operator."""
    users = [t for o in model.operators for t in o.inputs]
    return [x for x in chosen if users.count(model.operators[x.operator].inputs[WEIGHTS]) == 1]


def check_supported(model: Model, source: str) -> None:
    """Raises UnsupportedError naming the first operator or tensor that the runtime cannot run."""
    if not model.inputs or not model.outputs:
        raise BadInputError(f"E_GRAPH: {source} has no inputs or no outputs")
    for index, operator in enumerate(model.operators):
        if operator.is_decode:
            raise UnsupportedError(
                f"E_UNSUPPORTED: {source} is centralized already (operator {index} is "
                "TFLM_DECODE); give the original, or `seedlite expand` it first"
            )
        if operator.code not in OPTIONS:
            name = official_name(operator.code)
            extra = f" '{operator.custom_code}'" if operator.custom_code else ""
            raise UnsupportedError(
                f"E_UNSUPPORTED: {source}: operator {index} {name}{extra} is not supported; "
                f"supported are {', '.join(sorted(OPERATOR_NAMES[c] for c in OPTIONS))}. "
                "Replace the layer that makes it"
            )
    check_order(model, source)
    check_ports(model, source)
    check_layers(model)


def check_order(model: Model, source: str) -> None:
    """Raises BadInputError unless the operators can run one after the other, each tensor written
    once and before it is read."""
    written = set(model.inputs)
    for index, operator in enumerate(model.operators):
        name = f"{source}: operator {index} {OPERATOR_NAMES.get(operator.code, operator.code)}"
        for tensor in operator.inputs:
            if tensor >= 0 and model.tensors[tensor].data is None and tensor not in written:
                raise BadInputError(
                    f"E_GRAPH: {name} reads tensor {tensor} '{model.tensors[tensor].name}', which "
                    "nothing has written before"
                )
        for tensor in operator.outputs:
            if tensor in written or model.tensors[tensor].data is not None:
                raise BadInputError(
                    f"E_GRAPH: {name} writes tensor {tensor} '{model.tensors[tensor].name}', which "
                    "is an input, a constant or written already"
                )
        written.update(operator.outputs)
    for tensor in model.outputs:
        if tensor not in written:
            raise BadInputError(f"E_GRAPH: {source}: nothing writes the output, tensor {tensor}")


def check_ports(model: Model, source: str) -> None:
    """Raises UnsupportedError unless inputs and outputs are int8, with a batch of 1."""
    for port, tensors in (("input", model.inputs), ("output", model.outputs)):
        for number, index in enumerate(tensors):
            _check_port(model, port, number, index, source)


def _check_port(model: Model, port: str, number: int, index: int, source: str) -> None:
    tensor = model.tensors[index]
    if tensor.type != TYPE_INT8 or tensor.quantization is None:
        raise UnsupportedError(
            f"E_UNSUPPORTED: {source}: {port} {number} '{tensor.name}' is not int8; quantize the "
            "model fully (inference_input_type = inference_output_type = tf.int8)"
        )
    if port == "input" and len(tensor.shape) > 0 and tensor.shape[0] != 1:
        raise UnsupportedError(
            f"E_SHAPE: {source}: {port} {number} '{tensor.name}' has batch {tensor.shape[0]}; "
            "convert the model with a batch dimension of 1"
        )
