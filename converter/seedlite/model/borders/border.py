"""Converts between a model's inputs and outputs and those of the device."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seedlite.errors import BadInputError
from seedlite.format.constants import HEAD_LOG_SOFTMAX, HEAD_NONE, HEAD_SOFTMAX, TYPE_FLOAT32
from seedlite.model.borders import floats
from seedlite.model.graph import DTYPES, Tensor

FLOAT = np.dtype(np.float32)
PROBABLE = (HEAD_SOFTMAX, HEAD_LOG_SOFTMAX)


def _range(tensor: Tensor) -> tuple[float, float, float]:
    """Returns the least and the greatest real value of a tensor's type, and its step."""
    scale, zero_point = tensor.scale, tensor.zero_point
    limits = np.iinfo(DTYPES[tensor.type])
    return (limits.min - zero_point) * scale, (limits.max - zero_point) * scale, scale


@dataclass(frozen=True)
class InputBorder:
    """An input of the model. `type`: float32, or the type of its only device input. `tensors`: the
    device inputs that it feeds, several if it is quantized in several ways."""

    name: str
    type: int
    tensors: tuple[Tensor, ...]

    @property
    def is_float(self) -> bool:
        return self.type == TYPE_FLOAT32

    @property
    def shape(self) -> tuple[int, ...]:
        return self.tensors[0].shape

    @property
    def count(self) -> int:
        return self.tensors[0].count

    @property
    def dtype(self) -> np.dtype:
        """Type of the application's array."""
        return FLOAT if self.is_float else DTYPES[self.type]

    def owns(self, x: np.ndarray) -> bool:
        """Tells whether x holds the device input's integers rather than real values. Raises
        BadInputError if the device inputs differ."""
        if self.is_float and len(self.tensors) > 1 and x.dtype == np.int8:
            raise BadInputError(
                f"input '{self.name}' is quantized in {len(self.tensors)} ways, and nobody knows "
                "whose values int8 ones are; give real values, as float32"
            )
        return x.dtype == DTYPES[self.tensors[0].type]

    def range(self) -> tuple[float, float, float]:
        """The least and the greatest real value of the device inputs, the widest if several, and
        the finest step."""
        least, largest, steps = zip(*map(_range, self.tensors), strict=True)
        return min(least), max(largest), min(steps)

    def quantized(self, x: np.ndarray) -> list[np.ndarray]:
        """Returns x for each device input, in the shape of x: quantized unless the border owns
        it."""
        if self.owns(x):
            return [x]
        return [_quantized(tensor, x) for tensor in self.tensors]

    def device_values(self, x: np.ndarray) -> list[np.ndarray]:
        """Returns an application's x for each device input; takes real values only if the input is
        float32. Raises BadInputError."""
        if not self.is_float and not self.owns(x):
            raise BadInputError(f"input '{self.name}' is {x.dtype}; the model takes {self.dtype}")
        return self.quantized(x)

    def real_values(self, x: np.ndarray) -> np.ndarray:
        """Returns the exact real values of integers that the border owns: float64."""
        source = self.tensors[0]
        return (x.astype(np.float64) - source.zero_point) * source.scale


def _quantized(tensor: Tensor, x: np.ndarray) -> np.ndarray:
    """Quantizes x. uint8 equals int8 plus 128, with the same steps and limits."""
    scale, zero_point = tensor.scale, tensor.zero_point
    if DTYPES[tensor.type] == np.int8:
        return floats.quantize(x, scale, zero_point)
    if DTYPES[tensor.type] == np.uint8:
        return floats.quantize(x, scale, zero_point - 128).view(np.uint8) ^ np.uint8(128)
    limits = np.iinfo(DTYPES[tensor.type])
    steps = np.nan_to_num(np.asarray(x, np.float32) / np.float32(scale), nan=0.0).astype(np.float64)
    away = np.trunc(steps + np.copysign(0.5, steps)) + zero_point  # halves away from zero
    return np.clip(away, limits.min, limits.max).astype(DTYPES[tensor.type])


def as_rows(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Concatenates the device inputs, each [n, ...]: int8 [n, bytes]."""
    parts = [np.ascontiguousarray(x.reshape(len(x), -1)).view(np.int8) for x in arrays]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


@dataclass(frozen=True)
class OutputBorder:
    """An output of the model, computed from the device output `tensor`, number `device`. `head`:
    HEAD_NONE if it is that output, else the operators that make it float32. `beta`: the SOFTMAX's,
    else 0."""

    name: str
    device: int
    head: int
    beta: float
    tensor: Tensor

    @property
    def is_float(self) -> bool:
        return self.head != HEAD_NONE

    @property
    def dtype(self) -> np.dtype:
        return FLOAT if self.is_float else DTYPES[self.tensor.type]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.tensor.shape

    def range(self) -> tuple[float, float, float]:
        """The least and the greatest real value of the device output, and its step."""
        return _range(self.tensor)

    @property
    def is_probable(self) -> bool:
        """Tells whether a softmax, or its logarithm, is computed outside the device."""
        return self.head in PROBABLE

    def real_values(self, y: np.ndarray) -> np.ndarray:
        """Returns outputs of this output's type as real values: float32, as DEQUANTIZE gives them.
        Integers without a scale keep their values."""
        if self.is_float or self.tensor.quantization is None:
            return y.astype(np.float32)
        # exact in float64, so that it is rounded once
        steps = y.astype(np.float64) - self.tensor.zero_point
        return (steps * self.tensor.scale).astype(np.float32)

    def values(self, y: np.ndarray) -> np.ndarray:
        """Converts y, [n, elements] of the device output, to this output's type, keeping n outputs
        in their shape."""
        if not self.is_float:
            return y
        reals = floats.dequantize(y, self.tensor.scale, self.tensor.zero_point)
        if not self.is_probable:
            return reals
        rows = reals.reshape(-1, self.shape[-1])
        made = (
            floats.softmax(rows, self.beta)
            if self.head == HEAD_SOFTMAX
            else (floats.log_softmax(rows))
        )
        return made.reshape(reals.shape)


@dataclass(frozen=True)
class Borders:
    """The borders of all inputs and outputs, in the application's order."""

    inputs: Sequence[InputBorder]
    outputs: Sequence[OutputBorder]

    @property
    def are_there(self) -> bool:
        """Tells whether some port is not the device's own."""
        ports: list[InputBorder | OutputBorder] = [*self.inputs, *self.outputs]
        return any(port.is_float for port in ports)

    def device_values(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Converts one array per model input to one per device input. Raises BadInputError."""
        if len(arrays) != len(self.inputs):
            raise BadInputError(f"{len(arrays)} inputs given, the model has {len(self.inputs)}")
        return [
            values
            for border, x in zip(self.inputs, arrays, strict=True)
            for values in border.device_values(x)
        ]

    def values(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Converts one array per device output to one per model output."""
        return [border.values(arrays[border.device]) for border in self.outputs]
