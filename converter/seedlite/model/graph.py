"""A TFLite model, as plain Python objects."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from seedlite.format.constants import (
    ACTIVATION_NONE,
    DECODE_OPERATOR,
    OP_CALL_ONCE,
    OP_CUSTOM,
    OP_VAR_HANDLE,
    TYPE_INT8,
    TYPE_INT16,
    TYPE_INT32,
    TYPE_INT64,
    TYPE_UINT8,
)
from seedlite.format.operators import OPERATORS

DTYPES: dict[int, np.dtype[Any]] = {
    TYPE_INT8: np.dtype(np.int8),
    TYPE_UINT8: np.dtype(np.uint8),
    TYPE_INT16: np.dtype("<i2"),
    TYPE_INT32: np.dtype("<i4"),
    TYPE_INT64: np.dtype("<i8"),
}


@dataclass
class Quantization:
    """real = scale * (integer - zero_point); one pair, or one per index of `dimension`."""

    scales: np.ndarray  # float32 [n]
    zero_points: np.ndarray  # int64 [n]
    dimension: int = 0


@dataclass
class Tensor:
    """A tensor. `data` is None for activations and for weights that an operator computes.
    `signature`: the shape with -1 for open dimensions, if the file has one."""

    shape: tuple[int, ...]
    type: int
    data: bytes | None = None
    quantization: Quantization | None = None
    name: str = ""
    signature: tuple[int, ...] = ()
    sparse: bool = False
    variable: bool = False  # keeps its values from one inference to the next

    @property
    def count(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def bytes(self) -> int:
        """The size of the values; those of unknown types count as bytes."""
        return self.count * (DTYPES[self.type].itemsize if self.type in DTYPES else 1)

    @property
    def scale(self) -> float:
        """Scale of a quantized tensor; the first if there are several."""
        return float(self._quantized.scales[0])

    @property
    def zero_point(self) -> int:
        """Zero point of a quantized tensor; the first if there are several."""
        return int(self._quantized.zero_points[0])

    @property
    def scales(self) -> np.ndarray:
        """Scales of a quantized tensor: float32 [n]."""
        return self._quantized.scales

    @property
    def _quantized(self) -> Quantization:
        assert self.quantization is not None
        return self.quantization

    def array(self) -> np.ndarray:
        """Returns the constant's values, in its shape; its type must be in DTYPES."""
        assert self.data is not None
        return np.frombuffer(self.data, DTYPES[self.type]).reshape(self.shape)

    def flat(self) -> np.ndarray:
        """Returns the values of a constant list, such as axes or biases, of any rank: a single axis
        may have rank 0."""
        return self.array().reshape(-1)


class Signature(NamedTuple):
    """A name for the model as a function, and for tensors that are its inputs and outputs."""

    key: str
    inputs: dict[str, int]
    outputs: dict[str, int]


class VariableName(NamedTuple):
    """What identifies a variable."""

    container: bytes
    name: bytes


@dataclass
class Operator:
    """An operator. `inputs` may hold -1 for an omitted optional input. `options`: by official name;
    missing ones have their defaults. `number`: its place in the file that it was read from, or -1.
    """

    code: int
    inputs: list[int]
    outputs: list[int]
    options: dict[str, float] = field(default_factory=dict)
    version: int = 1
    custom_code: str = ""
    variable: VariableName | None = None  # of a VAR_HANDLE
    number: int = field(default=-1, compare=False)
    intermediates: list[int] = field(default_factory=list)  # to write; those of a file are not read

    def __post_init__(self) -> None:
        defaults = OPERATORS[self.code].options.defaults if self.code in OPERATORS else {}
        if unknown := self.options.keys() - defaults.keys():
            raise ValueError(f"operator {self.code} has no options {unknown}")
        self.options = defaults | self.options

    def option(self, name: str) -> int:
        """Returns an option that is an integer, a truth value or an enumerator."""
        return int(self.options[name])

    @property
    def fused_activation(self) -> int:
        """ACTIVATION_..."""
        return int(self.options.get("fused_activation_function", ACTIVATION_NONE))

    @property
    def strides(self) -> tuple[int, int]:
        """Strides of a convolution or pooling: height, width."""
        return self.option("stride_h"), self.option("stride_w")

    @property
    def dilation(self) -> tuple[int, int]:
        """Pixels from tap to tap of a convolution's kernel: height, width."""
        height, width = (self.options.get(f"dilation_{side}_factor", 1) for side in "hw")
        return int(height), int(width)

    def covered(self, kernel: tuple[int, ...]) -> list[int]:
        """What a kernel of [height, width] taps covers."""
        return [(k - 1) * d + 1 for k, d in zip(kernel, self.dilation, strict=True)]

    @property
    def source(self) -> int:
        """The tensor of the input that is an activation; -1 if there is none."""
        place = OPERATORS[self.code].activation if self.code in OPERATORS else 0
        return self.inputs[place] if place < len(self.inputs) else -1

    @property
    def is_decode(self) -> bool:
        return self.code == OP_CUSTOM and self.custom_code == DECODE_OPERATOR

    @property
    def computes(self) -> bool:
        """Whether it is part of the runtime's program: all are but DECODE, which kernels replace,
        and those that declare variables."""
        return not self.is_decode and self.code not in (OP_CALL_ONCE, OP_VAR_HANDLE)


@dataclass
class Model:
    """A model: its first subgraph, and what the initial subgraph that CALL_ONCE names assigns."""

    tensors: list[Tensor]
    operators: list[Operator]
    inputs: list[int]
    outputs: list[int]
    metadata: dict[str, bytes] = field(default_factory=dict)
    variables: dict[VariableName, Tensor] = field(default_factory=dict)  # initial values
    subgraphs: int = 1  # of the file, without initial ones
    signatures: list[Signature] = field(default_factory=list)  # to write, as `with_interface` says

    @property
    def used_tensors(self) -> set[int]:
        """Returns the tensors that are inputs, outputs, or used by an operator."""
        used = {t for o in self.operators for t in (*o.inputs, *o.outputs) if t >= 0}
        return used | {*self.inputs, *self.outputs}
