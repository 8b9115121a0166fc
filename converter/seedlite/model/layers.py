"""Queries on a model's graph: layers with weights, their names, whether the runtime can run
them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.format.constants import TYPE_INT8, TYPE_INT16
from seedlite.format.operators import OPERATORS, Matrix
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.names import OPERATOR_NAMES
from seedlite.model.schema import RUNTIME

KINDS = {code: o.layer for code, o in RUNTIME.items() if o.layer}
CHANNEL_AXES = {"conv": 0, "depthwise": 3, "dense": 0, "transposed": 0, "lstm": 0, "svdf": 0}
SINGLE_SCALE = ("lstm", "svdf")  # kinds whose weights have one scale for all channels
DEFAULT_KINDS = ("conv", "dense", "transposed", *SINGLE_SCALE)
ALL_KINDS = tuple(dict.fromkeys(KINDS.values()))
WEIGHTS = 1  # input of the operators in KINDS that have one matrix


@dataclass(frozen=True)
class Layer:
    """An operator's weights; some have several. `name`, the operator's number and kind and the
    weights' name among several, is unique in the model; `label` is the source's name of the
    weights, or empty."""

    operator: int
    kind: str
    name: str
    label: str
    matrix: Matrix

    @property
    def place(self) -> tuple[int, int]:
        """The operator, and its input that the weights are."""
        return self.operator, self.matrix.weights

    @property
    def channel_axis(self) -> int:
        return CHANNEL_AXES[self.kind]


def operator_name(model: Model, index: int) -> str:
    """Returns '3 CONV_2D': the kind with the number among the operators other than DECODE."""
    number = sum(not o.is_decode for o in model.operators[:index])
    code = model.operators[index].code
    return f"{number} {OPERATOR_NAMES.get(code, f'operator code {code}')}"


def layers(model: Model) -> list[Layer]:
    """Returns all weights of operators, in the graph's order."""
    return [
        Layer(
            operator=index,
            kind=KINDS[operator.code],
            name=f"{operator_name(model, index)} {name}".rstrip(),
            label=model.tensors[operator.inputs[matrix.weights]].name,
            matrix=matrix,
        )
        for index, operator in enumerate(model.operators)
        if operator.code in KINDS
        for name, matrix in RUNTIME[operator.code].matrices.items()
        if model.tensors[operator.inputs[matrix.weights]].type != TYPE_INT16
    ]


def bias_of(operator: Operator) -> int | None:
    """Returns the index of the bias tensor of an operator with one matrix, or None."""
    return _tensor_at(operator, bias_place(operator))


def bias_place(operator: Operator) -> int:
    """Returns the bias' place among the inputs of an operator with one matrix."""
    return OPERATORS[operator.code].matrices[""].bias


def _tensor_at(operator: Operator, place: int) -> int | None:
    there = 0 <= place < len(operator.inputs) and operator.inputs[place] >= 0
    return operator.inputs[place] if there else None


def layer_bias(model: Model, layer: Layer) -> int | None:
    """Returns the index of the layer's bias tensor, or None."""
    return _tensor_at(model.operators[layer.operator], layer.matrix.bias)


def layer_source(model: Model, layer: Layer) -> Tensor:
    """Returns what the layer's weights multiply."""
    return model.tensors[model.operators[layer.operator].inputs[layer.matrix.source]]


def weights_index(model: Model, layer: Layer) -> int:
    """Returns the index of the layer's weight tensor."""
    return model.operators[layer.operator].inputs[layer.matrix.weights]


def check_layers(model: Model) -> None:
    """Raises BadInputError or UnsupportedError unless every operator with weights has quantized
    activations, and int8 weights of the size that their shape says with one scale or one per output
    channel."""
    for index, operator in enumerate(model.operators):
        if operator.code not in KINDS:
            continue
        name = f"operator {index} {OPERATOR_NAMES[operator.code]}"
        for matrix in RUNTIME[operator.code].matrices.values():
            _check_matrix(model, operator, matrix, name)


def _check_matrix(model: Model, operator: Operator, matrix: Matrix, name: str) -> None:
    needed = matrix[:2]
    there = len(operator.inputs) > max(needed) and min(operator.inputs[i] for i in needed) >= 0
    if not there or not operator.outputs:
        raise BadInputError(f"{name} lacks an input or output", "E_INDEX")
    weights, source = (model.tensors[operator.inputs[i]] for i in needed)
    if weights.type == source.type == TYPE_INT16:  # of SVDF, which is not centralized
        return
    if source.type != TYPE_INT8 or source.quantization is None or weights.type != TYPE_INT8:
        raise UnsupportedError(
            f"{name}: its input or weights '{weights.name}' are not int8; quantize the model fully",
            "E_UNSUPPORTED",
        )
    _check_weights(weights, CHANNEL_AXES[KINDS[operator.code]], name)


def _check_weights(weights: Tensor, axis: int, name: str) -> None:
    if len(weights.shape) <= axis or weights.quantization is None:
        raise BadInputError(
            f"{name}: weights '{weights.name}' lack dimensions or a scale", "E_SHAPE"
        )
    scales = len(weights.quantization.scales)
    if scales not in (1, weights.shape[axis]):
        raise BadInputError(
            f"{name}: weights '{weights.name}' have {scales} scales for "
            f"{weights.shape[axis]} output channels",
            "E_QUANT",
        )
    if weights.data is not None and len(weights.data) != weights.count:
        raise BadInputError(
            f"{name}: weights '{weights.name}' need {weights.count} bytes; their buffer "
            f"holds {len(weights.data)}",
            "E_SIZE",
        )


def select_layers(
    model: Model, pattern: str | None, kinds: Sequence[str] = DEFAULT_KINDS
) -> list[Layer]:
    """Returns the layers to centralize: those of `kinds`, or those whose name or label matches the
    regular expression `pattern`. Raises UsageError."""
    everything = [x for x in layers(model) if has_constant_weights(model, x)]
    if pattern is None:
        chosen = [x for x in everything if x.kind in kinds]
    else:
        try:
            found = re.compile(pattern)
        except re.error as error:
            raise UsageError(f"`layers` '{pattern}' is no regular expression: {error}") from error
        chosen = [x for x in everything if found.search(x.name) or found.search(x.label)]
    if not chosen and (everything or pattern):
        names = ", ".join(f"'{x.name}' ({x.label})" for x in everything) or "none"
        raise UsageError(
            f"no layer to centralize; the model's layers with weights: {names}; depthwise "
            "ones want to be named (`layers`) or measured (`calibration`)"
        )
    return _without_shared_weights(model, chosen)


def layer_weights(model: Model, layer: Layer) -> Tensor:
    return model.tensors[weights_index(model, layer)]


def has_constant_weights(model: Model, layer: Layer) -> bool:
    return layer_weights(model, layer).data is not None


def _without_shared_weights(model: Model, chosen: list[Layer]) -> list[Layer]:
    """Drops layers whose weights several operators use: a record serves one operator."""
    users = [t for o in model.operators for t in o.inputs]
    return [x for x in chosen if users.count(weights_index(model, x)) == 1]


def check_order(model: Model, source: str) -> None:
    """Raises BadInputError unless the operators are in an executable order: each tensor is written
    once and before it is read."""
    if not model.inputs or not model.outputs:
        raise BadInputError(f"{source} has no inputs or no outputs", "E_GRAPH")
    if not any(operator.computes for operator in model.operators):
        raise BadInputError(f"{source} has no operators", "E_GRAPH")
    written = {*model.inputs, *(i for i, t in enumerate(model.tensors) if t.variable)}
    for index, operator in enumerate(model.operators):
        name = f"{source}: operator {index} {OPERATOR_NAMES.get(operator.code, operator.code)}"
        for tensor in operator.inputs:
            if tensor >= 0 and model.tensors[tensor].data is None and tensor not in written:
                raise BadInputError(
                    f"{name} reads tensor {tensor} '{model.tensors[tensor].name}', which "
                    "nothing has written before",
                    "E_GRAPH",
                )
        for tensor in operator.outputs:
            if tensor in written or model.tensors[tensor].data is not None:
                raise BadInputError(
                    f"{name} writes tensor {tensor} '{model.tensors[tensor].name}', which "
                    "is an input, a constant or written already",
                    "E_GRAPH",
                )
        written.update(operator.outputs)
    for tensor in model.outputs:
        if tensor not in written:
            raise BadInputError(f"{source}: nothing writes the output, tensor {tensor}", "E_GRAPH")
