"""seedlite's C runtime, compiled for this machine from the sources that run on a board."""

import ctypes
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.errors import BadInputError
from seedlite.format.constants import (
    ARENA_ALIGNMENT,
    MODEL_ALIGNMENT,
    PORTS_NAME,
    STATUS,
)
from seedlite.libraries import library
from seedlite.model import DTYPES, borders_of, parse


class Error(ctypes.Structure):
    """sl_error of seedlite.h."""

    _fields_ = [
        ("status", ctypes.c_int),
        ("what", ctypes.c_char_p),
        ("index", ctypes.c_uint32),
        ("offset", ctypes.c_uint32),
        ("value", ctypes.c_int32),
    ]

    def exception(self) -> BadInputError:
        code, text = STATUS[self.status]
        place = f" (byte {self.offset})" if self.offset else ""
        return BadInputError(
            f"{self.what.decode()}: index {self.index}, value {self.value}{place}: {text}; "
            "convert the model again",
            code,
        )


class Port(ctypes.Structure):
    """sl_port of seedlite.h."""

    _fields_ = [
        ("offset", ctypes.c_uint32),
        ("bytes", ctypes.c_uint32),
        ("scale_bits", ctypes.c_uint32),
        ("zero_point", ctypes.c_int16),
        ("type", ctypes.c_uint8),
    ]

    @property
    def dtype(self) -> np.dtype:
        """int8 or uint8."""
        return DTYPES[self.type]

    @property
    def scale(self) -> np.float32:
        return np.uint32(self.scale_bits).view(np.float32)


class Initial(ctypes.Structure):
    """sl_initial of seedlite.h."""

    _fields_ = [
        ("offset", ctypes.c_uint32),
        ("bytes", ctypes.c_uint32),
        ("data", ctypes.POINTER(ctypes.c_uint8)),
        ("fill", ctypes.c_uint8),
    ]


class Program(ctypes.Structure):
    """sl_program of seedlite.h."""

    _fields_ = [
        ("arena", ctypes.c_void_p),
        ("state", ctypes.c_void_p),
        ("operators", ctypes.c_void_p),
        ("operator_count", ctypes.c_uint32),
        ("activation_bytes", ctypes.c_uint32),
        ("scratch_bytes", ctypes.c_uint32),
        ("program_bytes", ctypes.c_uint32),
        ("state_bytes", ctypes.c_uint32),
        ("initial_count", ctypes.c_uint32),
        ("input_count", ctypes.c_uint32),
        ("output_count", ctypes.c_uint32),
        ("initials", ctypes.POINTER(Initial)),
        ("inputs", ctypes.POINTER(Port)),
        ("outputs", ctypes.POINTER(Port)),
    ]


@functools.cache
def _functions() -> ctypes.CDLL:
    lib = library("seedlite_runtime")
    size, pointer = ctypes.c_size_t, ctypes.c_void_p
    lib.sl_verify.argtypes = [pointer, size, ctypes.POINTER(size), ctypes.POINTER(Error)]
    lib.sl_load.argtypes = [
        pointer,
        size,
        pointer,
        size,
        ctypes.POINTER(Program),
        ctypes.POINTER(Error),
    ]
    lib.sl_invoke.argtypes = [ctypes.POINTER(Program)]
    lib.sl_invoke.restype = None
    lib.sl_reset.argtypes = [ctypes.POINTER(Program)]
    lib.sl_reset.restype = None
    lib.sl_invoke_operator.argtypes = [ctypes.POINTER(Program), ctypes.c_uint32]
    lib.sl_invoke_operator.restype = None
    return lib


def kernel_addresses(names: Iterable[str]) -> dict[str, int]:
    """Returns the addresses of kernels by name, as programs' operators refer to them."""
    lib = _functions()
    return {name: ctypes.cast(getattr(lib, name), ctypes.c_void_p).value or 0 for name in names}


def _aligned(size: int, alignment: int) -> np.ndarray:
    """Returns a uint8 array of `size` zeros whose address is a multiple of `alignment`."""
    raw = np.zeros(size + alignment, np.uint8)
    start = -raw.ctypes.data % alignment
    return raw[start : start + size]


def _in_memory(model: bytes) -> np.ndarray:
    array = _aligned(len(model), MODEL_ALIGNMENT)
    array[:] = np.frombuffer(model, np.uint8)
    return array


def verify(model: bytes) -> int:
    """Checks a planned model as the device does; returns the bytes of arena it needs here. Raises
    BadInputError with the runtime's error code, place and value."""
    array = _in_memory(model)
    needed, error = ctypes.c_size_t(), Error()
    status = _functions().sl_verify(
        array.ctypes.data, array.size, ctypes.byref(needed), ctypes.byref(error)
    )
    if status:
        raise error.exception()
    return needed.value


class Runtime:
    """A model loaded into the C runtime, from the path or the bytes of a file with an arena plan;
    called like `seedlite.Runtime`."""

    def __init__(self, model: bytes | str | Path):
        data = model if isinstance(model, bytes) else Path(model).read_bytes()
        self.arena_bytes = verify(data)
        remembers = PORTS_NAME.encode() in data
        self._borders = borders_of(parse(data)) if remembers else None
        self._model = _in_memory(data)
        self._arena = _aligned(self.arena_bytes, ARENA_ALIGNMENT)
        self.program = Program()
        error = Error()
        status = _functions().sl_load(
            self._model.ctypes.data,
            self._model.size,
            self._arena.ctypes.data,
            self._arena.size,
            ctypes.byref(self.program),
            ctypes.byref(error),
        )
        if status:
            raise error.exception()
        self._inputs, self._outputs = self._views(self.inputs), self._views(self.outputs)

    @property
    def model_address(self) -> int:
        """Address of the model's bytes, which the program points into."""
        return self._model.ctypes.data

    @property
    def inputs(self) -> list[Port]:
        return self._ports(self.program.inputs, self.program.input_count)

    @property
    def outputs(self) -> list[Port]:
        return self._ports(self.program.outputs, self.program.output_count)

    @staticmethod
    def _ports(ports: Any, count: int) -> list[Port]:
        """Copies, which outlive the arena."""
        return [Port.from_buffer_copy(port) for port in ports[:count]]

    @property
    def initials(self) -> list[Initial]:
        """The state before the first inference, in pieces."""
        return list(self.program.initials[: self.program.initial_count])

    @property
    def state(self) -> np.ndarray:
        """The values that live between inferences, uint8, writable."""
        place = (self.program.state or 0) - self._arena.ctypes.data
        return self._arena[place : place + self.program.state_bytes]

    def reset(self) -> None:
        """Restores the state before the first inference, if the model has any."""
        _functions().sl_reset(ctypes.byref(self.program))

    def _views(self, ports: list[Port]) -> list[np.ndarray]:
        return [self._arena[p.offset : p.offset + p.bytes].view(p.dtype) for p in ports]

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """Runs one inference: flat arrays in, new flat arrays out, int8 or uint8 as the device's
        ports."""
        if len(inputs) != len(self._inputs):
            raise BadInputError(f"{len(inputs)} inputs given, the model has {len(self._inputs)}")
        for number, (view, x) in enumerate(zip(self._inputs, inputs, strict=True)):
            if x.dtype != view.dtype or x.size != view.size:
                raise BadInputError(
                    f"input {number} is {x.dtype} with {x.size} values; "
                    f"the model takes {view.dtype} with {view.size}"
                )
            view[:] = x.reshape(-1)
        _functions().sl_invoke(ctypes.byref(self.program))
        return [view.copy() for view in self._outputs]

    @property
    def activations(self) -> np.ndarray:
        """The activations' part of the arena, uint8, writable, laid out by the arena plan."""
        return self._arena[: self.program.activation_bytes]

    def invoke_operators(self, begin: int, end: int) -> None:
        """Runs operators begin ... end - 1 (DECODE not counted) on the current activations."""
        for index in range(begin, end):
            _functions().sl_invoke_operator(ctypes.byref(self.program), index)

    def __call__(self, x: np.ndarray | list[np.ndarray]) -> np.ndarray | list[np.ndarray]:
        if isinstance(x, list):
            return self._outside(self.invoke(self._inside(x)))
        size = self._inputs[0].size
        if x.size == 0 or x.size % size:
            raise BadInputError(f"x has {x.size} values; the model's input has {size}")
        rows = zip(*self._inside([x.reshape(-1, size)]), strict=True)
        outputs = zip(*(self.invoke(list(row)) for row in rows), strict=True)
        return self._outside([np.stack(each) for each in outputs])[0]

    def _inside(self, arrays: list[np.ndarray]) -> list[np.ndarray]:
        """Converts the application's inputs to the device's."""
        return self._borders.device_values(arrays) if self._borders else arrays

    def _outside(self, arrays: list[np.ndarray]) -> list[np.ndarray]:
        """Converts the device's outputs to the model's."""
        return self._borders.values(arrays) if self._borders else arrays
