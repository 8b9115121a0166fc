"""Reads the bytes of a `.tflite` into a Model."""

import math
import struct
from dataclasses import replace

import numpy as np

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.format.constants import (
    MAX_RANK,
    OP_ASSIGN_VARIABLE,
    OP_CALL_ONCE,
    OP_CUSTOM,
    OP_VAR_HANDLE,
)
from seedlite.format.operators import OPERATORS
from seedlite.model.graph import (
    DTYPES,
    Model,
    Operator,
    Quantization,
    Tensor,
    VariableName,
)
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
    VariableField,
)

MAX_BYTES = 2**31 - 1  # per tensor
FORMATS = {"i8": "<b", "u8": "<B", "i32": "<i", "u32": "<I", "f32": "<f", "u64": "<Q"}


class Table:
    """A flatbuffer table in `data`; reads outside the file raise BadInputError."""

    def __init__(self, data: bytes, at: int):
        self.data, self.at = data, at
        self.vtable = at - read(data, at, "i32")
        self.vtable_bytes = read(data, self.vtable, "u32") & 0xFFFF

    def field(self, number: int) -> int:
        """Returns the field's offset in the file; 0 if it is absent."""
        entry = 4 + 2 * number
        if entry + 2 > self.vtable_bytes:
            return 0
        check(self.data, self.vtable + entry, 2)
        (offset,) = struct.unpack_from("<H", self.data, self.vtable + entry)
        return self.at + offset if offset else 0

    def scalar(self, number: int, kind: str, absent: float = 0) -> float:
        at = self.field(number)
        return read(self.data, at, kind) if at else absent

    def integer(self, number: int, kind: str = "i32", absent: int = 0) -> int:
        return int(self.scalar(number, kind, absent))

    def table(self, number: int) -> "Table | None":
        at = self.field(number)
        return Table(self.data, at + read(self.data, at, "u32")) if at else None

    def tables(self, number: int) -> "list[Table]":
        at, count = self._vector(number, 4)
        places = range(at, at + 4 * count, 4)
        return [Table(self.data, p + read(self.data, p, "u32")) for p in places]

    def array(self, number: int, dtype: str) -> np.ndarray:
        at, count = self._vector(number, np.dtype(dtype).itemsize)
        return np.frombuffer(self.data, dtype, count, at)

    def text(self, number: int) -> str:
        return self.array(number, "u1").tobytes().decode("utf-8", "replace")

    def vector_at(self, number: int) -> int:
        """Returns the offset in the file of a vector's first element."""
        return self._vector(number, 1)[0]

    def _vector(self, number: int, item: int) -> tuple[int, int]:
        field = self.field(number)
        if not field:
            return 0, 0
        at = field + read(self.data, field, "u32")
        count = read(self.data, at, "u32")
        check(self.data, at + 4, count * item)
        return at + 4, count


ZIP, HDF5, ELF = b"PK\x03\x04", b"\x89HDF", b"\x7fELF"  # first bytes: .keras, .h5, programs


def check(data: bytes, at: int, size: int) -> None:
    if at < 0 or at + size > len(data):
        raise BadInputError(
            f"the model refers to bytes {at}...{at + size}, the file has {len(data)}; "
            "it is truncated or damaged, convert or download it again",
            "E_FORMAT",
        )


def read(data: bytes, at: int, kind: str) -> int:
    check(data, at, struct.calcsize(FORMATS[kind]))
    return struct.unpack_from(FORMATS[kind], data, at)[0]


def parse(data: bytes, source: str = "model") -> Model:
    """Reads a `.tflite`. Raises BadInputError if the file is no model or damaged, UnsupportedError
    for features that seedlite cannot preserve (several subgraphs, sparse tensors)."""
    model = read_graph(data, source)
    check_form(model, source)
    return model


def check_form(model: Model, source: str) -> None:
    """Raises UnsupportedError or BadInputError for features that seedlite cannot preserve."""
    if model.subgraphs != 1:
        raise UnsupportedError(f"{source} has {model.subgraphs} subgraphs, not 1", "E_UNSUPPORTED")
    for index in sorted(model.used_tensors):
        tensor = model.tensors[index]
        where = f"tensor {index} '{tensor.name}'"
        if 0 in tensor.shape:
            raise BadInputError(f"{where} dimension {tensor.shape.index(0)} is 0", "E_SHAPE")
        if len(tensor.shape) > MAX_RANK:
            raise BadInputError(
                f"{where} has rank {len(tensor.shape)}; {MAX_RANK} is the most", "E_SHAPE"
            )
        if tensor.sparse:
            raise UnsupportedError(f"{where} is sparse; convert the model densely", "E_UNSUPPORTED")


def _remedy(data: bytes) -> str:
    if data.startswith((ZIP, HDF5)):
        return "a Keras model becomes one by `quantize` or `convert`"
    if data.startswith(ELF):
        return "this is firmware: give the model that it was built from"
    return "give a .tflite, .keras or .h5 file or a SavedModel folder"


def read_graph(data: bytes, source: str = "model") -> Model:
    """Reads the first subgraph of a `.tflite`, and the initial values of its variables, without
    judging it, so that `check` can list all obstacles. Raises BadInputError if the file is no model
    or damaged."""
    if len(data) < 8 or data[4:8] != IDENTIFIER:
        raise BadInputError(
            f"{source} is not a TFLite model (no identifier TFL3 at byte 4); {_remedy(data)}",
            "E_FORMAT",
        )
    root = root_table(data)
    if root.integer(ModelField.VERSION) != VERSION:
        found = root.integer(ModelField.VERSION)
        raise BadInputError(f"{source} has schema version {found}; only 3 is known", "E_FORMAT")
    subgraphs = root.tables(ModelField.SUBGRAPHS)
    if not subgraphs:
        raise BadInputError(f"{source} has no subgraph", "E_FORMAT")
    buffers = [_buffer(b, source) for b in root.tables(ModelField.BUFFERS)]
    if not buffers:
        raise BadInputError(f"{source} has no buffers", "E_FORMAT")
    codes = root.tables(ModelField.OPERATOR_CODES)
    graphs = [_graph(graph, buffers, codes) for graph in subgraphs]
    model = graphs[0]
    model.metadata = {
        m.text(MetadataField.NAME): _indexed(
            buffers, m.integer(MetadataField.BUFFER, "u32"), "metadata"
        )
        for m in root.tables(ModelField.METADATA)
    }
    _take_initial(model, graphs)
    _name_ports(model, root.tables(ModelField.SIGNATURES)[:1])
    return model


def _graph(graph: Table, buffers: list[bytes], codes: list[Table]) -> Model:
    """Reads a subgraph."""
    operators = [
        _operator(o, i, codes) for i, o in enumerate(graph.tables(SubgraphField.OPERATORS))
    ]
    inputs, outputs = (
        graph.array(ports, "<i4").tolist()
        for ports in (SubgraphField.INPUTS, SubgraphField.OUTPUTS)
    )
    used = {t for o in operators for t in (*o.inputs, *o.outputs)} | {*inputs, *outputs}
    tensors = [
        _tensor(t, i, buffers, i in used) for i, t in enumerate(graph.tables(SubgraphField.TENSORS))
    ]
    model = Model(tensors, operators, inputs, outputs)
    _check_indices(model)
    return model


def _take_initial(model: Model, graphs: list[Model]) -> None:
    """Takes the initial values of variables from the subgraphs that CALL_ONCE names, and counts
    the others."""
    taken = set()
    for call in model.operators:
        number = call.option("init_subgraph_index") if call.code == OP_CALL_ONCE else 0
        values = _initial_values(graphs[number]) if 0 < number < len(graphs) else None
        if values is not None:
            call.options["init_subgraph_index"] = 1  # as `pack` writes it
            model.variables |= values
            taken.add(number)
    model.subgraphs = len(graphs) - len(taken)


def _initial_values(graph: Model) -> dict[VariableName, Tensor] | None:
    """Returns what an initial subgraph assigns; None if it does anything else."""
    handles: dict[int, VariableName] = {}
    values = {}
    for operator in graph.operators:
        if operator.code == OP_VAR_HANDLE and operator.variable and len(operator.outputs) == 1:
            handles[operator.outputs[0]] = operator.variable
            continue
        if operator.code != OP_ASSIGN_VARIABLE or len(operator.inputs) != 2 or operator.outputs:
            return None
        handle, value = operator.inputs
        if handle not in handles or graph.tensors[value].data is None:
            return None
        values[handles[handle]] = graph.tensors[value]
    return None if graph.inputs or graph.outputs else values


def root_table(data: bytes) -> Table:
    return Table(data, read(data, 0, "u32"))


def metadata_offset(data: bytes, name: str) -> int:
    """Returns the offset of the first byte of the metadata `name`, which must exist."""
    root = root_table(data)
    entry = next(m for m in root.tables(ModelField.METADATA) if m.text(MetadataField.NAME) == name)
    buffer = root.tables(ModelField.BUFFERS)[entry.integer(MetadataField.BUFFER, "u32")]
    return buffer.vector_at(BufferField.DATA)


def buffer_spans(data: bytes) -> list[range]:
    """Returns the byte range in the file of each buffer with data."""
    tables = root_table(data).tables(ModelField.BUFFERS)
    spans = [(b.vector_at(BufferField.DATA), len(b.array(BufferField.DATA, "u1"))) for b in tables]
    return [range(start, start + size) for start, size in spans if size]


def _indexed(buffers: list[bytes], index: int, user: str) -> bytes:
    if index >= len(buffers):
        raise BadInputError(
            f"{user} refers to buffer {index}; the model has {len(buffers)}", "E_INDEX"
        )
    return buffers[index]


def _buffer(table: Table, source: str) -> bytes:
    if table.integer(BufferField.OFFSET, "u64") > 1:
        raise UnsupportedError(f"{source} keeps buffers behind the flatbuffer", "E_UNSUPPORTED")
    return table.array(BufferField.DATA, "u1").tobytes()


def _tensor(table: Table, index: int, buffers: list[bytes], used: bool) -> Tensor:
    """Reads a tensor; only tensors in use are checked."""
    name = table.text(TensorField.NAME)
    shape = tuple(table.array(TensorField.SHAPE, "<i4").tolist())
    where = f"tensor {index} '{name}'"
    data = _indexed(buffers, table.integer(TensorField.BUFFER, "u32"), where)
    tensor = Tensor(shape, table.integer(TensorField.TYPE, "i8"), data or None, None, name)
    tensor.signature = tuple(table.array(TensorField.SIGNATURE, "<i4").tolist())
    tensor.variable = bool(table.integer(TensorField.IS_VARIABLE, "i8"))
    tensor.sparse = table.table(TensorField.SPARSITY) is not None
    if used:
        _check_size(tensor, where)
        tensor.quantization = _quantization(table.table(TensorField.QUANTIZATION), where)
    return tensor


def _check_size(tensor: Tensor, where: str) -> None:
    """Checks the data's size against the shape, except for unknown types and sparse tensors."""
    for axis, extent in enumerate(tensor.shape):
        if extent < 0:
            raise BadInputError(f"{where} dimension {axis} is {extent}", "E_SHAPE")
    if tensor.type not in DTYPES or tensor.sparse or 0 in tensor.shape:
        return
    needed = math.prod(tensor.shape) * DTYPES[tensor.type].itemsize
    held = needed if tensor.data is None else len(tensor.data)
    if held != needed:
        raise BadInputError(f"{where} needs {needed} bytes; its buffer holds {held}", "E_SIZE")
    if needed > MAX_BYTES:
        raise BadInputError(f"{where} needs {needed} bytes; {MAX_BYTES} are the most", "E_SIZE")


def _quantization(table: Table | None, where: str) -> Quantization | None:
    if table is None:
        return None
    scales = table.array(QuantizationField.SCALE, "<f4")
    if not len(scales):
        return None
    zero_points = table.array(QuantizationField.ZERO_POINT, "<i8")
    if len(zero_points) != len(scales):
        raise BadInputError(
            f"{where} has {len(scales)} scales and {len(zero_points)} zero points", "E_QUANT"
        )
    usable = np.isfinite(scales) & (scales > 0)
    if not usable.all():
        raise BadInputError(f"{where} scale is {scales[~usable][0]}", "E_QUANT")
    return Quantization(scales, zero_points, table.integer(QuantizationField.DIMENSION))


def _operator(table: Table, index: int, codes: list[Table]) -> Operator:
    number = table.integer(OperatorField.CODE, "u32")
    if number >= len(codes):
        raise BadInputError(
            f"operator {index} refers to operator code {number}; there are {len(codes)}", "E_INDEX"
        )
    code = codes[number]
    builtin = max(code.integer(CodeField.DEPRECATED, "i8"), code.integer(CodeField.BUILTIN))
    options = table.table(OperatorField.OPTIONS)
    return Operator(
        code=builtin,
        inputs=table.array(OperatorField.INPUTS, "<i4").tolist(),
        outputs=table.array(OperatorField.OUTPUTS, "<i4").tolist(),
        options=_options(options, builtin),
        version=code.integer(CodeField.VERSION, absent=1),
        custom_code=code.text(CodeField.CUSTOM) if builtin == OP_CUSTOM else "",
        variable=_variable(options) if builtin == OP_VAR_HANDLE else None,
        number=index,
    )


def _variable(options: Table | None) -> VariableName:
    if options is None:
        return VariableName(b"", b"")
    fields = (VariableField.CONTAINER, VariableField.NAME)
    return VariableName(*(options.array(number, "u1").tobytes() for number in fields))


def _options(table: Table | None, code: int) -> dict[str, float]:
    if table is None or code not in OPERATORS:
        return {}
    return {
        field.name: table.scalar(number, field.kind, field.default)
        for number, field in enumerate(OPERATORS[code].options.fields)
        if field.is_number
    }


def _name_ports(model: Model, signatures: list[Table]) -> None:
    """Names inputs and outputs as the signature does, with the names that the model's author
    chose."""
    for signature in signatures:
        # inputs last: they name tensors that are both
        for field, ports in (
            (SignatureField.OUTPUTS, model.outputs),
            (SignatureField.INPUTS, model.inputs),
        ):
            names: dict[int, list[str]] = {}
            for port in signature.tables(field):
                tensor = port.integer(PortField.TENSOR, "u32")
                names.setdefault(tensor, []).append(port.text(PortField.NAME))
            for index in set(ports) & set(names):
                model.tensors[index] = replace(model.tensors[index], name=", ".join(names[index]))


def _check_indices(model: Model) -> None:
    count = len(model.tensors)
    lists = [("subgraph input", model.inputs, 0), ("subgraph output", model.outputs, 0)]
    for i, operator in enumerate(model.operators):
        lists += [(f"operator {i} input", operator.inputs, -1)]
        lists += [(f"operator {i} output", operator.outputs, 0)]
    for what, indices, least in lists:
        for place, index in enumerate(indices):
            if not least <= index < count:
                raise BadInputError(
                    f"{what} {place} refers to tensor {index}; there are {count}", "E_INDEX"
                )
