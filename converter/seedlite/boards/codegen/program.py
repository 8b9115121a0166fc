"""Reads a model's program from the memory in which the C loader built it, so that generated and
loaded programs cannot differ."""

import ctypes
import itertools
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from seedlite.boards.codegen.float_ports import FloatInput, FloatOutput, float_inputs, float_outputs
from seedlite.boards.codegen.headers import CStruct, Function, runtime_headers
from seedlite.codec import seed_bits
from seedlite.format.constants import STREAM_PAD_BYTES
from seedlite.interpreters import Port, Runtime, kernel_addresses
from seedlite.model import Model, Tensor, borders_of, buffer_spans, live_bytes, operator_name, parse

# What a pointer of a struct points to inside the model is a buffer of it; what it points to
# elsewhere was made by the loader and has as many elements as the field `count` beside it says.

# C types of arrays, and names that replace the struct's field.
C_TYPES = {
    ctypes.c_int8: "int8_t",
    ctypes.c_uint8: "uint8_t",
    ctypes.c_int16: "int16_t",
    ctypes.c_int32: "int32_t",
    ctypes.c_uint32: "uint32_t",
}
NAMES = {"stored": "weights", "stream": "weights"}

# Fields with the number of elements of arrays that the loader made; others use `count`.
COUNTS = {"packed": "channels"}

# Parts of a record that are empty if another field, their width, is 0.
WIDTHS = {"stream": "bits_per_draw", "means": "mean_bits", "spreads": "spread_bits"}


@dataclass(frozen=True)
class Array:
    """A constant array: numbers, or structs."""

    name: str
    c_type: str
    values: list[Any]


@dataclass(frozen=True)
class Reference:
    """A pointer to element `at` of an array, or to a function."""

    array: str
    at: int


@dataclass
class GeneratedOperator:
    """One operator. `params` maps the fields of its struct to numbers, References, lists or nested
    maps; zero fields are left out."""

    label: str
    shapes: str
    kernel: str
    header: str
    params_type: str
    params: dict[str, Any]
    scratch_offset: int  # arena bytes
    arrays: list[Array] = field(default_factory=list)
    live_bytes: int = 0  # of live activations while it runs


@dataclass
class State:
    """The values that live between inferences: `first` before the first one, of which the
    `initials` are pieces (sl_initial as maps of their fields, and the arrays that they point into).
    """

    first: bytes
    initials: list[dict[str, Any]]
    arrays: list[Array]

    @property
    def is_zero(self) -> bool:
        return not any(self.first)


@dataclass
class GeneratedProgram:
    """All that generated code needs of a model; `source` names it."""

    source: str
    steps: list[GeneratedOperator]
    activation_bytes: int
    scratch_bytes: int
    state: State
    inputs: list[Port]
    outputs: list[Port]
    tensors: dict[str, list[Tensor]]  # tensors of the device's `inputs` and `outputs`
    float_inputs: list[FloatInput]  # of the network
    float_outputs: list[FloatOutput]

    @property
    def name(self) -> str:
        """The source's name without suffix, in characters that any protocol can carry."""
        return re.sub(r"[^\w.-]", "_", Path(self.source).stem, flags=re.ASCII)

    @property
    def state_bytes(self) -> int | None:
        """None without a state, for reports."""
        return len(self.state.first) or None

    @property
    def arena_bytes(self) -> int:
        return self.activation_bytes + self.scratch_bytes

    def function_of(self, name: str, kind: str, number: int) -> str:
        """Returns NAME_input, or NAME_input<number> if there are several inputs; outputs alike."""
        several = len(self.inputs if kind == "input" else self.outputs) > 1
        return f"{name}_{kind}{number if several else ''}"

    @property
    def has_floats(self) -> bool:
        return bool(self.float_inputs or self.float_outputs)

    @property
    def has_softmax(self) -> bool:
        """Tells whether it needs the C library's expf and logf."""
        return any(output.softmax for output in self.float_outputs)


def read_program(file: bytes, source: str = "a model") -> GeneratedProgram:
    """Loads a planned model and reads its program. Raises BadInputError."""
    runtime = Runtime(file)
    program = runtime.program
    operator = runtime_headers().struct("sl_operator")
    operators = ctypes.cast(program.operators, ctypes.POINTER(operator))
    model = parse(file)
    borders = borders_of(model)
    reader = _Reader(file, runtime)
    return GeneratedProgram(
        source=source,
        steps=reader.steps(operators[: program.operator_count]),
        state=reader.state(),
        activation_bytes=program.activation_bytes,
        scratch_bytes=program.scratch_bytes,
        inputs=runtime.inputs,
        outputs=runtime.outputs,
        tensors={
            "input": [model.tensors[t] for t in model.inputs],
            "output": [model.tensors[t] for t in model.outputs],
        },
        float_inputs=float_inputs(borders),
        float_outputs=float_outputs(borders),
    )


class _Reader:
    """Converts structs in memory to generated operators. Every buffer of the model becomes one
    array, named after the first operator that points into it."""

    def __init__(self, file: bytes, runtime: Runtime):
        self._file, self._runtime = file, runtime
        self._model = parse(file)
        self._spans = buffer_spans(file)
        self._kernels = runtime_headers().kernels()
        draws = runtime_headers().functions("sl_draw")
        addresses = kernel_addresses([*self._kernels, *draws])
        self._functions = {address: name for name, address in addresses.items()}
        # names of arrays by place in the model and type
        self._names: dict[tuple[int, str], str] = {}
        self._made: dict[int, str] = {}  # names of arrays that the loader made, by address
        self._used: dict[str, int] = {}  # elements of the model's arrays that are read

    def steps(self, operators: list[Any]) -> list[GeneratedOperator]:
        """operators: of the struct sl_operator."""
        model = self._model
        result = []
        pairs = zip(live_bytes(model).items(), operators, strict=True)
        for number, ((index, alive), operator) in enumerate(pairs):
            kernel = self._function(operator.run)
            header, params_type = self._kernels[kernel]
            params = params_type.from_address(operator.params)
            step = GeneratedOperator(
                label=operator_name(model, index),
                shapes=_shapes(model, index),
                kernel=kernel,
                header=header,
                params_type=params_type.__name__,
                params={},
                scratch_offset=operator.scratch_offset,
                live_bytes=alive,
            )
            step.params = self._fields(params, f"op{number}", step.arrays)
            result.append(step)
        for step in result:
            step.arrays = [self._as_used(array) for array in step.arrays]
        return result

    def state(self) -> State:
        arrays: list[Array] = []
        initials = []
        for number, initial in enumerate(self._runtime.initials):
            piece = {"offset": initial.offset, "bytes": initial.bytes, "fill": initial.fill}
            if initial.data:
                piece["data"] = self._array(f"initial{number}", initial.data, 0, arrays)
            initials.append({name: value for name, value in piece.items() if value})
        return State(self._runtime.state.tobytes(), initials, arrays)

    def _function(self, pointer: Any) -> str:
        """The name of what a pointer to a function points to."""
        return self._functions[ctypes.cast(pointer, ctypes.c_void_p).value or 0]

    def _as_used(self, array: Array) -> Array:
        return replace(array, values=array.values[: self._used.get(array.name)])

    def _fields(self, struct: CStruct, prefix: str, arrays: list[Array]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        kinds = [kind for _, kind in struct._fields_]  # type: ignore[misc]
        for name, kind in struct._fields_:  # type: ignore[misc]
            value = getattr(struct, name)
            if isinstance(value, CStruct):
                within = f"{prefix}_{name}" if kinds.count(kind) > 1 else prefix
                if inner := self._fields(value, within, arrays):
                    result[name] = inner
            elif isinstance(value, ctypes.Array):
                result[name] = list(value)
            elif kind is Function:
                if value:
                    result[name] = Reference(self._function(value), 0)
            elif issubclass(kind, ctypes._Pointer):
                if value and getattr(struct, WIDTHS.get(name, name), True):
                    full_name = f"{prefix}_{NAMES.get(name, name)}"
                    count = getattr(struct, COUNTS.get(name, "count"), 0)
                    result[name] = self._array(full_name, value, count, arrays)
                    self._use(result[name], _stream_bytes(struct) if name == "stream" else None)
            elif value:
                result[name] = value
        return result

    def _use(self, place: Reference, count: int | None) -> None:
        """Records the use of an array's elements; None: all of them."""
        end = sys.maxsize if count is None else place.at + count
        self._used[place.array] = max(end, self._used.get(place.array, 0))

    def _array(self, name: str, pointer: Any, count: int, arrays: list[Array]) -> Reference:
        """Returns the array that a pointer points into; appends new ones to `arrays`."""
        at = ctypes.addressof(pointer.contents) - self._runtime.model_address
        if not 0 <= at < len(self._file):
            if at not in self._made:
                self._made[at] = name = self._unused(name)
                arrays.append(self._made_by_loader(name, pointer, count, arrays))
            return Reference(self._made[at], 0)
        span = next(s for s in self._spans if s.start <= at <= s.stop)  # may be the end
        size, c_type = ctypes.sizeof(pointer._type_), C_TYPES[pointer._type_]
        if (span.start, c_type) not in self._names:
            self._names[span.start, c_type] = name = self._unused(name)
            values = (pointer._type_ * (len(span) // size)).from_buffer_copy(self._file, span.start)
            arrays.append(Array(name, c_type, list(values)))
        return Reference(self._names[span.start, c_type], (at - span.start) // size)

    def _unused(self, name: str) -> str:
        """Returns the name, or with a number behind it where another array has it."""
        taken = {*self._names.values(), *self._made.values()}
        names = itertools.chain([name], (f"{name}{number}" for number in itertools.count(2)))
        return next(each for each in names if each not in taken)

    def _made_by_loader(self, name: str, pointer: Any, count: int, arrays: list[Array]) -> Array:
        items = pointer[:count]
        if pointer._type_ in C_TYPES:
            return Array(name, C_TYPES[pointer._type_], items)
        structs = [self._fields(item, f"{name}_{i}", arrays) for i, item in enumerate(items)]
        return Array(name, pointer._type_.__name__, structs)


def _stream_bytes(weights: Any) -> int:
    """Returns the most bytes read of the seed bits of an sl_weights."""
    draws = -(-weights.count // weights.values_per_draw)
    return -(-seed_bits(draws, weights.bits_per_draw) // 8) + STREAM_PAD_BYTES


def _shapes(model: Model, index: int) -> str:
    """Returns the shapes of the operator's activations, such as '1x32x32x3 -> 1x32x32x16'."""
    operator = model.operators[index]
    activations = [t for t in operator.inputs if t >= 0 and model.tensors[t].data is None]
    weights = {t for o in model.operators if o.is_decode for t in o.outputs}
    sides = [[t for t in activations if t not in weights], operator.outputs]
    return " -> ".join(
        ", ".join("x".join(map(str, model.tensors[t].shape)) for t in side) for side in sides
    )
