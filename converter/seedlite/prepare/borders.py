"""Removes a model's float32 ports: the rest begins and ends with int8."""

import math
from dataclasses import dataclass, replace

from seedlite.format.constants import (
    HEAD_DEQUANTIZE,
    HEAD_LOG_SOFTMAX,
    HEAD_NONE,
    HEAD_SOFTMAX,
    OP_DEQUANTIZE,
    OP_LOG_SOFTMAX,
    OP_QUANTIZE,
    OP_SOFTMAX,
    TYPE_FLOAT32,
    TYPE_INT8,
    TYPE_INT16,
    TYPE_INT32,
    TYPE_UINT8,
)
from seedlite.format.layout import PORTS_HEADER, PORTS_INPUT
from seedlite.model import (
    OPERATOR_NAMES,
    TYPE_NAMES,
    Borders,
    InputBorder,
    Model,
    Operator,
    OutputBorder,
    Tensor,
    remembered,
    strip,
)
from seedlite.prepare.folding.dead import without_dead_operators
from seedlite.prepare.folding.integers import same_quantization

HEADS = {OP_SOFTMAX: HEAD_SOFTMAX, OP_LOG_SOFTMAX: HEAD_LOG_SOFTMAX}
DEVICE_TYPES = (TYPE_INT8, TYPE_UINT8, TYPE_INT16, TYPE_INT32)
AS_INT8 = "convert the model with inference_{}_type = tf.int8"
WHOLLY = "quantize the model as a whole (TFLITE_BUILTINS_INT8)"
APART = "convert the model without the output that is its input"
UNREAD = "convert the model without this input"
CHAIN = "DEQUANTIZE of int8, alone or before one SOFTMAX or LOG_SOFTMAX"


@dataclass(frozen=True)
class Fault:
    """Why a port can be neither the device's nor outside of it. `tensor`: the port's; `port`: such
    as 'input 0'."""

    port: str
    tensor: Tensor
    cause: str
    remedy: str


@dataclass(frozen=True)
class Taken:
    """`model`: with the device's ports, except those with `faults`; without faults its metadata
    describe the borders."""

    model: Model
    faults: list[Fault]


def take_off(model: Model) -> Taken:
    """Removes what lies between a folded model's float32 ports and int8."""
    types = {model.tensors[t].type for t in (*model.inputs, *model.outputs)}
    if types <= {*DEVICE_TYPES}:
        return Taken(model, [])
    taking = _Taking(model)
    return Taken(taking.taken(), taking.faults)


class _Taking:
    def __init__(self, model: Model):
        self._model = replace(
            model,
            tensors=[*model.tensors],
            operators=[*model.operators],
            outputs=[*model.outputs],
        )
        self._maker = {t: o for o in model.operators for t in o.outputs}
        self.faults: list[Fault] = []

    def taken(self) -> Model:
        model = self._model
        names = [[model.tensors[t].name for t in side] for side in (model.inputs, model.outputs)]
        types = [model.tensors[t].type for t in model.inputs]
        self._check_sizes()
        sources = [self._input(number, index) for number, index in enumerate(model.inputs)]
        made = [self._output(number, index) for number, index in enumerate(model.outputs)]
        model.inputs = list(dict.fromkeys(t for tensors in sources for t in tensors))
        model.outputs = list(dict.fromkeys(tensor for tensor, _, _ in made))
        computed = [o for o in model.operators if not {*model.inputs} & {*o.outputs}]
        model.operators = without_dead_operators(replace(model, operators=computed))
        if not self.faults:
            self._name(list(zip([t for t, _, _ in made], names[1], strict=True)))
            self._name(
                [(t, n) for tensors, n in zip(sources, names[0], strict=True) for t in tensors]
            )
            tensors = [tuple(model.tensors[t] for t in numbers) for numbers in sources]
            model.metadata = remembered(
                Borders(
                    list(map(InputBorder, names[0], types, tensors)),
                    [
                        OutputBorder(name, model.outputs.index(t), head, beta, model.tensors[t])
                        for name, (t, head, beta) in zip(names[1], made, strict=True)
                    ],
                )
            )
        return strip(model, keep_names=True)

    def _check_sizes(self) -> None:
        """Checks the sizes of what the metadata store."""
        model = self._model
        most_name = PORTS_INPUT.fields["name_bytes"].high
        most_ports = PORTS_HEADER.fields["inputs"].high
        for kind, side in (("input", model.inputs), ("output", model.outputs)):
            for number, tensor in enumerate(model.tensors[t] for t in side):
                size = len(tensor.name.encode())
                if size > most_name:
                    cause = f"has a name of {size} bytes; {most_name} are the most"
                    self.faults.append(Fault(f"{kind} {number}", tensor, cause, "shorten it"))
                if number == most_ports:
                    cause = f"is one {kind} more than {most_ports}"
                    remedy = f"join {kind}s in one tensor (Concatenate)"
                    self.faults.append(Fault(f"{kind} {number}", tensor, cause, remedy))

    def _name(self, names: list[tuple[int, str]]) -> None:
        """Names the device's ports like the model's ports that they serve."""
        for index in {t for t, _ in names}:
            joined = ", ".join(dict.fromkeys(name for t, name in names if t == index))
            self._model.tensors[index] = replace(self._model.tensors[index], name=joined)

    def _input(self, number: int, index: int) -> list[int]:
        """Returns the device inputs that an input feeds."""
        tensor = self._model.tensors[index]
        if tensor.type in DEVICE_TYPES:
            return [index]
        readers = [o for o in self._model.operators if index in o.inputs]
        strange = [o for o in readers if not self._quantizes(o, tensor)]
        if tensor.type != TYPE_FLOAT32:
            self._fault(f"input {number}", tensor, "", AS_INT8.format("input"))
        elif index in self._model.outputs:
            self._fault(f"input {number}", tensor, " and an output as well", APART)
        elif strange:
            which = f" and goes to {_named(strange[0])}, not only to QUANTIZE to int8"
            self._fault(f"input {number}", tensor, which, WHOLLY)
        elif not readers:
            self._fault(f"input {number}", tensor, " and nothing reads it", UNREAD)
        else:
            return self._joined([o.outputs[0] for o in readers])
        return [index]

    def _quantizes(self, operator: Operator, source: Tensor) -> bool:
        if operator.code != OP_QUANTIZE or len(operator.outputs) != 1:
            return False
        return _is_port(self._model.tensors[operator.outputs[0]], source.shape)

    def _joined(self, tensors: list[int]) -> list[int]:
        """Merges tensors that hold the same integers."""
        kept: list[int] = []
        for index in tensors:
            tensor = self._model.tensors[index]
            same = [k for k in kept if same_quantization(tensor, self._model.tensors[k])]
            if not same:
                kept.append(index)
                continue
            model, twin = self._model, same[0]
            model.outputs = [twin if t == index else t for t in model.outputs]
            model.operators = [
                replace(o, inputs=[twin if t == index else t for t in o.inputs])
                for o in model.operators
                if index not in o.outputs
            ]
        return kept

    def _output(self, number: int, index: int) -> tuple[int, int, float]:
        """Returns an output's device output, head and beta."""
        tensor = self._model.tensors[index]
        if tensor.type in DEVICE_TYPES:
            return index, HEAD_NONE, 0.0
        found = self._chain(index) if tensor.type == TYPE_FLOAT32 else None
        if found is not None:
            return found
        maker = self._maker.get(index)
        why, remedy = "", AS_INT8.format("output")
        if tensor.type == TYPE_FLOAT32 and maker is not None:
            why, remedy = f" and comes from {_named(maker)}, by no {CHAIN}", WHOLLY
        self._fault(f"output {number}", tensor, why, remedy)
        return index, HEAD_NONE, 0.0

    def _chain(self, index: int) -> tuple[int, int, float] | None:
        """Returns a float32 output's device output, head and beta; None if it is computed in
        another way."""
        head, beta, maker = HEAD_DEQUANTIZE, 0.0, self._maker.get(index)
        shape = self._model.tensors[index].shape
        if maker is not None and maker.code in HEADS and shape and maker.inputs:
            head = HEADS[maker.code]
            beta = maker.options["beta"] if head == HEAD_SOFTMAX else 0.0
            maker = self._maker.get(maker.inputs[0])
        if maker is None or maker.code != OP_DEQUANTIZE or not maker.inputs:
            return None
        source = maker.inputs[0]
        if source < 0 or not _is_port(self._model.tensors[source], shape):
            return None
        return (source, head, beta) if math.isfinite(beta) else None

    def _fault(self, port: str, tensor: Tensor, why: str, remedy: str) -> None:
        cause = f"is {TYPE_NAMES.get(tensor.type, f'of type {tensor.type}')}{why}"
        self.faults.append(Fault(port, tensor, cause, remedy))


def _is_port(tensor: Tensor, shape: tuple[int, ...]) -> bool:
    """Tells whether a tensor can be the device's port for a float32 tensor of that shape."""
    single = tensor.quantization is not None and len(tensor.quantization.scales) == 1
    fits = tensor.type == TYPE_INT8 and tensor.shape == shape
    return fits and single and tensor.data is None


def _named(operator: Operator) -> str:
    name = OPERATOR_NAMES.get(operator.code, f"with code {operator.code}")
    return f"operator {operator.number} {name}"
