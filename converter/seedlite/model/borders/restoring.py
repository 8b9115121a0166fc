"""Restores the conversions between a model's ports and int8."""

from dataclasses import replace

from seedlite.format.constants import (
    HEAD_DEQUANTIZE,
    HEAD_SOFTMAX,
    OP_DEQUANTIZE,
    OP_LOG_SOFTMAX,
    OP_QUANTIZE,
    OP_SOFTMAX,
    PORTS_NAME,
    TYPE_FLOAT32,
)
from seedlite.model.borders.border import Borders, InputBorder, OutputBorder
from seedlite.model.borders.section import borders_of
from seedlite.model.graph import Model, Operator, Tensor

DEQUANTIZE_VERSION = 2  # the first version for int8


def put_back(model: Model) -> Model:
    """Returns the stock model with its original ports, in their order and with their names."""
    if PORTS_NAME not in model.metadata:
        return model
    return _Restoring(model, borders_of(model)).model


class _Restoring:
    def __init__(self, model: Model, borders: Borders):
        metadata = {name: data for name, data in model.metadata.items() if name != PORTS_NAME}
        self.model = replace(model, tensors=[*model.tensors], metadata=metadata)
        self._before: list[Operator] = []
        self._behind: list[Operator] = []
        for index in {*model.inputs, *model.outputs}:
            self.model.tensors[index] = replace(model.tensors[index], name="")
        device = iter(model.inputs)
        self.model.inputs = [
            self._input(border, [next(device) for _ in border.tensors]) for border in borders.inputs
        ]
        self.model.outputs = [
            self._output(border, model.outputs[border.device]) for border in borders.outputs
        ]
        self.model.operators = [*self._before, *model.operators, *self._behind]

    def _input(self, border: InputBorder, device: list[int]) -> int:
        if not border.is_float:
            return self._named(device[0], border.name)
        source = self._float(border.shape, border.name)
        self._before += [Operator(OP_QUANTIZE, [source], [index]) for index in device]
        return source

    def _output(self, border: OutputBorder, device: int) -> int:
        if not border.is_float:
            return self._named(device, border.name)
        direct = border.head == HEAD_DEQUANTIZE
        reals = self._float(border.shape, border.name if direct else "")
        self._behind.append(Operator(OP_DEQUANTIZE, [device], [reals], {}, DEQUANTIZE_VERSION))
        if direct:
            return reals
        made = self._float(border.shape, border.name)
        if border.head == HEAD_SOFTMAX:
            self._behind.append(Operator(OP_SOFTMAX, [reals], [made], {"beta": border.beta}))
        else:
            self._behind.append(Operator(OP_LOG_SOFTMAX, [reals], [made]))
        return made

    def _float(self, shape: tuple[int, ...], name: str) -> int:
        self.model.tensors.append(Tensor(shape, TYPE_FLOAT32, name=name))
        return len(self.model.tensors) - 1

    def _named(self, index: int, name: str) -> int:
        """Names a device port; a port that stands for several keeps the first name."""
        tensor = self.model.tensors[index]
        self.model.tensors[index] = replace(tensor, name=tensor.name or name)
        return index
