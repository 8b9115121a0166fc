"""The SEEDLITE_PORTS metadata section (SPEC.md, section 7), which stores a file's borders."""

import math
import struct
from collections.abc import Iterable
from typing import Any

from seedlite.errors import BadInputError
from seedlite.format.constants import (
    HEAD_LOG_SOFTMAX,
    HEAD_NONE,
    HEAD_SOFTMAX,
    PORTS_NAME,
    PORTS_VERSION,
    TYPE_FLOAT32,
    TYPE_INT8,
)
from seedlite.format.fields import Layout
from seedlite.format.layout import PORTS_HEADER, PORTS_INPUT, PORTS_OUTPUT
from seedlite.model.borders.border import Borders, InputBorder, OutputBorder
from seedlite.model.graph import Model, Tensor


def remembered(borders: Borders) -> dict[str, bytes]:
    """Returns the metadata of these borders; empty if the ports are the device's own."""
    if not borders.are_there:
        return {}
    parts = [PORTS_HEADER.pack(inputs=len(borders.inputs), outputs=len(borders.outputs))]
    for source in borders.inputs:
        name = source.name.encode()
        facts = {"type": source.type, "tensors": len(source.tensors), "name_bytes": len(name)}
        parts += [PORTS_INPUT.pack(**facts), name]
    for output in borders.outputs:
        name = output.name.encode()
        facts = {"device": output.device, "head": output.head, "name_bytes": len(name)}
        parts += [PORTS_OUTPUT.pack(**facts, beta=output.beta), name]
    return {PORTS_NAME: b"".join(parts)}


def borders_of(model: Model) -> Borders:
    """Returns the borders of a model as the device runs it. Raises BadInputError if its section
    does not fit it."""
    inputs, outputs = ([model.tensors[t] for t in side] for side in (model.inputs, model.outputs))
    if PORTS_NAME not in model.metadata:
        return Borders(
            [InputBorder(t.name, t.type, (t,)) for t in inputs],
            [OutputBorder(t.name, n, HEAD_NONE, 0.0, t) for n, t in enumerate(outputs)],
        )
    return _Reader(model.metadata[PORTS_NAME]).borders(inputs, outputs)


class _Reader:
    """Reads a section sequentially."""

    def __init__(self, section: bytes):
        self._left = section

    def borders(self, inputs: list[Tensor], outputs: list[Tensor]) -> Borders:
        version, input_count, output_count = self._read(PORTS_HEADER)
        if version != PORTS_VERSION:
            raise _refused(
                f"has version {version}, this seedlite reads {PORTS_VERSION}; update seedlite"
            )
        rest = [*inputs]
        sources = [self._input(rest) for _ in range(input_count)]
        made = [self._output(outputs) for _ in range(output_count)]
        _check(not self._left, f"has {len(self._left)} bytes too many")
        _check(not rest, f"leaves {len(rest)} of the device's inputs out")
        used = {output.device for output in made}
        _check(used == {*range(len(outputs))}, "leaves some of the device's outputs out")
        borders = Borders(sources, made)
        _check(borders.are_there, "says nothing that the device's ports do not say")
        return borders

    def _input(self, rest: list[Tensor]) -> InputBorder:
        type, count, name_bytes = self._read(PORTS_INPUT)
        name = self._name(name_bytes)
        _check(1 <= count <= len(rest), f"gives input '{name}' {count} device inputs")
        tensors = tuple(rest[:count])
        del rest[:count]
        if type != TYPE_FLOAT32:
            _check(count == 1 and type == tensors[0].type, f"gives input '{name}' type {type}")
            return InputBorder(name, type, tensors)
        for tensor in tensors:
            _check_int8(tensor, f"input '{name}'")
        _check(len({t.shape for t in tensors}) == 1, f"gives input '{name}' several shapes")
        return InputBorder(name, type, tensors)

    def _output(self, outputs: list[Tensor]) -> OutputBorder:
        device, head, name_bytes, beta = self._read(PORTS_OUTPUT)
        name = self._name(name_bytes)
        _check(device < len(outputs), f"makes output '{name}' of the device's output {device}")
        _check(HEAD_NONE <= head <= HEAD_LOG_SOFTMAX, f"gives output '{name}' the head {head}")
        if head == HEAD_SOFTMAX:
            _check(math.isfinite(beta), f"gives output '{name}' beta {beta}")
        else:
            _check(struct.pack("<f", beta) == bytes(4), f"gives output '{name}' beta {beta}")
        tensor = outputs[device]
        if head != HEAD_NONE:
            _check_int8(tensor, f"output '{name}'")
        if head in (HEAD_SOFTMAX, HEAD_LOG_SOFTMAX):
            _check(bool(tensor.shape), f"gives output '{name}' a softmax of a single number")
        return OutputBorder(name, device, head, beta, tensor)

    def _read(self, layout: Layout) -> Iterable[Any]:
        """The fields' values, in their order."""
        return layout.unpack(self._take(layout.size)).values()

    def _name(self, size: int) -> str:
        try:
            return self._take(size).decode()
        except UnicodeDecodeError as error:
            raise _refused("holds a name that is no UTF-8") from error

    def _take(self, size: int) -> bytes:
        _check(size <= len(self._left), "ends too early")
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def _check_int8(tensor: Tensor, port: str) -> None:
    single = tensor.quantization is not None and len(tensor.quantization.scales) == 1
    _check(tensor.type == TYPE_INT8 and single, f"makes float32 of {port}, which is not int8")


def _check(kept: bool, otherwise: str) -> None:
    if not kept:
        raise _refused(f"{otherwise}; convert the model again")


def _refused(why: str) -> BadInputError:
    return BadInputError(f"the section {PORTS_NAME} {why}", "E_SECTION")
