"""Packs a Model into the smallest `.tflite`: equal vectors are shared; default values and fields
that no interpreter needs are left out."""

from collections.abc import Callable, Sequence
from typing import Any

import flatbuffers
import numpy as np

from seedlite.format.constants import (
    OP_ASSIGN_VARIABLE,
    OP_CALL_ONCE,
    OP_CUSTOM,
    OP_VAR_HANDLE,
    TYPE_RESOURCE,
)
from seedlite.format.operators import OPERATORS
from seedlite.model.graph import Model, Operator, Quantization, Signature, Tensor
from seedlite.model.schema import (
    IDENTIFIER,
    VERSION,
    BufferField,
    CodeField,
    MetadataField,
    ModelField,
    OperatorField,
    PortField,
    QuantizationField,
    SignatureField,
    SubgraphField,
    TensorField,
)

DATA_ALIGNMENT = 4  # bytes; int32 biases are read in place
COUNT_BYTES = 4  # before a vector's elements
DEPRECATED_CODE_LIMIT = 127  # schema.fbs: builtin codes up to here also stand in the old field


# From the number of each tensor's buffer in the file
Content = Callable[[Sequence[int]], bytes]


def pack(model: Model) -> bytes:
    writer = _Writer()
    return writer.finish(_root(writer, model, *_constants(model), model.metadata))


def pack_with(model: Model, name: str, content: Content) -> tuple[bytes, int]:
    """The file with one more metadata, called `name`, that says where in the file constants are;
    and where in the file that has its first byte."""
    constants, places = _constants(model)
    data = content(places)
    writer = _Writer()
    file = writer.finish(_root(writer, model, constants, places, model.metadata | {name: data}))
    return file, len(file) - writer.constant(data) + COUNT_BYTES


def _constants(model: Model) -> tuple[list[bytes], list[int]]:
    """Returns the distinct constants, buffer 0 being empty, and the buffers of the model's tensors,
    then of its variables' initial values."""
    numbers: dict[bytes, int] = {b"": 0}
    tensors = (*model.tensors, *model.variables.values())
    places = [numbers.setdefault(t.data or b"", len(numbers)) for t in tensors]
    return list(numbers), places


def _initial_graph(model: Model) -> Model:
    """Returns the subgraph that assigns the variables' initial values: their tensors, then their
    handles."""
    values = list(model.variables.values())
    operators = []
    for value, variable in enumerate(model.variables):
        handle = len(values) + value
        operators += [
            Operator(OP_VAR_HANDLE, [], [handle], variable=variable),
            Operator(OP_ASSIGN_VARIABLE, [handle, value], []),
        ]
    return Model([*values, *(Tensor((), TYPE_RESOURCE) for _ in values)], operators, [], [])


def _root(
    writer: "_Writer",
    model: Model,
    constants: list[bytes],
    places: list[int],
    metadata: dict[str, bytes],
) -> int:
    buffers = writer.tables([writer.buffer(data) for data in (*constants, *metadata.values())])
    described = writer.tables(
        [
            writer.table(
                2, {MetadataField.NAME: writer.text(name), MetadataField.BUFFER: ("u32", number)}
            )
            for number, name in enumerate(metadata, len(constants))
        ]
    )
    graphs = [(model, places[: len(model.tensors)])]
    if any(o.code == OP_CALL_ONCE for o in model.operators):
        values = places[len(model.tensors) :]
        graphs.append((_initial_graph(model), [*values, *([0] * len(values))]))
    codes: dict[tuple[int, int, str], int] = {}
    for graph, _ in graphs:
        for o in graph.operators:
            codes.setdefault((o.code, o.version, o.custom_code), len(codes))
    subgraphs = [writer.subgraph(graph, buffer_of, codes) for graph, buffer_of in graphs]
    return writer.table(
        8,
        {
            ModelField.VERSION: ("u32", VERSION),
            ModelField.OPERATOR_CODES: writer.tables([writer.code(*key) for key in codes]),
            ModelField.SUBGRAPHS: writer.tables(subgraphs),
            ModelField.BUFFERS: buffers,
            ModelField.METADATA: described if metadata else None,
            ModelField.SIGNATURES: writer.signatures(model.signatures),
        },
    )


class _Writer:
    """A flatbuffers.Builder that shares vectors. Fields are offsets, (kind, value[, default])
    scalars or None."""

    def __init__(self) -> None:
        self.builder = flatbuffers.Builder(1 << 16)
        self.shared: dict[tuple[Any, ...], int] = {}

    def finish(self, root: int) -> bytes:
        self.builder.Finish(root, IDENTIFIER)
        return bytes(self.builder.Output())

    def vector(self, array: np.ndarray, alignment: int = 0) -> int:
        """Writes a vector of scalars; equal vectors are shared."""
        alignment = max(alignment, array.itemsize)
        raw = array.tobytes()
        key = (raw, array.itemsize, alignment)
        if key not in self.shared:
            b = self.builder
            b.StartVector(array.itemsize, array.size, alignment)
            b.head -= len(raw)
            b.Bytes[b.head : b.head + len(raw)] = raw
            self.shared[key] = b.EndVector()
        return self.shared[key]

    def text(self, text: str | bytes) -> int:
        key = ("text", text)
        if key not in self.shared:
            self.shared[key] = self.builder.CreateString(text)
        return self.shared[key]

    def tables(self, offsets: list[int]) -> int:
        b = self.builder
        b.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            b.PrependUOffsetTRelative(offset)
        return b.EndVector()

    def table(self, slots: int, fields: dict[int, object]) -> int:
        b = self.builder
        b.StartObject(slots)
        # wide fields first, for the least padding
        for number, value in sorted(fields.items(), key=lambda item: _width(item[1])):
            if isinstance(value, tuple):
                _prepend_scalar(b, number, *value)
            elif value is not None:
                b.PrependUOffsetTRelativeSlot(number, value, 0)
        return b.EndObject()

    def shared_table(self, slots: int, fields: dict[int, object]) -> int:
        """Writes a table; equal tables are shared."""
        key = ("table", slots, tuple(sorted(fields.items())))
        if key not in self.shared:
            self.shared[key] = self.table(slots, fields)
        return self.shared[key]

    def buffer(self, data: bytes) -> int:
        if not data:
            return self.shared_table(3, {})
        return self.table(3, {BufferField.DATA: self.constant(data)})

    def constant(self, data: bytes) -> int:
        """A vector of bytes, at an offset from the file's end; its count comes first."""
        return self.vector(np.frombuffer(data, np.uint8), DATA_ALIGNMENT)

    def quantization(self, quantization: Quantization) -> int:
        return self.shared_table(
            7,
            {
                QuantizationField.SCALE: self.vector(quantization.scales.astype("<f4")),
                QuantizationField.ZERO_POINT: self.vector(quantization.zero_points.astype("<i8")),
                QuantizationField.DIMENSION: ("i32", quantization.dimension),
            },
        )

    def tensor(self, tensor: Tensor, buffer: int) -> int:
        quantization = tensor.quantization and self.quantization(tensor.quantization)
        return self.table(
            10,
            {
                TensorField.SHAPE: self.vector(np.array(tensor.shape, "<i4")),
                TensorField.TYPE: ("i8", tensor.type),
                TensorField.BUFFER: ("u32", buffer),
                TensorField.NAME: self.text(tensor.name) if tensor.name else None,
                TensorField.QUANTIZATION: quantization,
                TensorField.IS_VARIABLE: ("i8", tensor.variable),
            },
        )

    def subgraph(
        self, graph: Model, places: list[int], codes: dict[tuple[int, int, str], int]
    ) -> int:
        """places: the buffers of the graph's tensors; codes: the number of each operator code."""
        return self.table(
            5,
            {
                SubgraphField.TENSORS: self.tables(
                    [self.tensor(t, b) for t, b in zip(graph.tensors, places, strict=True)]
                ),
                SubgraphField.INPUTS: self.vector(np.array(graph.inputs, "<i4")),
                SubgraphField.OUTPUTS: self.vector(np.array(graph.outputs, "<i4")),
                SubgraphField.OPERATORS: self.tables(
                    [
                        self.operator(o, codes[o.code, o.version, o.custom_code])
                        for o in graph.operators
                    ]
                ),
            },
        )

    def signatures(self, signatures: list[Signature]) -> int | None:
        if not signatures:
            return None
        return self.tables(
            [
                self.table(
                    5,
                    {
                        SignatureField.INPUTS: self._ports(signature.inputs),
                        SignatureField.OUTPUTS: self._ports(signature.outputs),
                        SignatureField.KEY: self.text(signature.key),
                    },
                )
                for signature in signatures
            ]
        )

    def _ports(self, ports: dict[str, int]) -> int:
        return self.tables(
            [
                self.table(2, {PortField.NAME: self.text(name), PortField.TENSOR: ("u32", tensor)})
                for name, tensor in ports.items()
            ]
        )

    def code(self, code: int, version: int, custom: str) -> int:
        return self.table(
            4,
            {
                CodeField.DEPRECATED: ("i8", min(code, DEPRECATED_CODE_LIMIT)),
                CodeField.BUILTIN: ("i32", code),
                CodeField.VERSION: ("i32", version, 1),
                CodeField.CUSTOM: self.text(custom) if code == OP_CUSTOM else None,
            },
        )

    def operator(self, operator: Operator, code: int) -> int:
        table = OPERATORS[operator.code].options if operator.code in OPERATORS else None
        fields: dict[int, object] = {
            OperatorField.CODE: ("u32", code),
            OperatorField.INPUTS: self.vector(np.array(operator.inputs, "<i4")),
            OperatorField.OUTPUTS: self.vector(np.array(operator.outputs, "<i4")),
        }
        if operator.intermediates:
            intermediates = self.vector(np.array(operator.intermediates, "<i4"))
            fields[OperatorField.INTERMEDIATES] = intermediates
        if table and table.union:
            values: dict[int, object] = {
                number: (field.kind, operator.options[field.name], None)
                for number, field in enumerate(table.fields)
                if field.is_number and operator.options[field.name] != field.default
            }
            if operator.variable is not None:
                values |= {n: self.text(text) for n, text in enumerate(operator.variable)}
            fields[OperatorField.OPTIONS_TYPE] = ("i8", table.union)
            fields[OperatorField.OPTIONS] = self.shared_table(len(table.fields), values)
        return self.table(9, fields)


def _width(value: object) -> int:
    return 1 if isinstance(value, tuple) and value[0] == "i8" else 4


def _prepend_scalar(
    b: flatbuffers.Builder, number: int, kind: str, value: float, default: float | None = 0
) -> None:
    """Writes the field unless it equals the schema's `default`."""
    match kind:
        case "i8":
            b.PrependInt8Slot(number, int(value), default)
        case "i32":
            b.PrependInt32Slot(number, int(value), default)
        case "u32":
            b.PrependUint32Slot(number, int(value), default)
        case "f32":
            b.PrependFloat32Slot(number, float(value), default)
