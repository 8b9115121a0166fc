"""Regenerates a file's weights in C: calls the runtime's own parser and generator through ctypes on
opaque structures."""

import ctypes
from collections.abc import Iterator

import numpy as np

from seedlite.libraries import library

STRUCT_BYTES = 1024  # more than any structure of the runtime
ERROR = ctypes.c_uint8 * 64


class CWeights:
    """The record of tensor `tensor` of `file`, opened by the runtime."""

    def __init__(self, file: bytes, tensor: int, channels: int):
        self._lib = library("seedlite_runtime")
        model, parsed, self._record = (ctypes.create_string_buffer(STRUCT_BYTES) for _ in range(3))
        error = ERROR()
        self._data = np.frombuffer(file, np.uint8).copy()
        assert self._data.ctypes.data % 4 == 0
        for name in ("sl_model_open", "sl_section_check", "sl_model_tensor", "sl_section_record"):
            getattr(self._lib, name).restype = ctypes.c_bool
        pointer = ctypes.c_void_p(self._data.ctypes.data)
        assert self._lib.sl_model_open(model, pointer, ctypes.c_uint32(len(file)), error)
        assert self._lib.sl_section_check(model)
        assert self._lib.sl_model_tensor(model, ctypes.c_uint32(tensor), parsed)
        assert self._lib.sl_section_record(model, parsed, ctypes.c_uint32(channels), self._record)

    def runs(self, begin: int, end: int, room: int) -> Iterator[tuple[int, np.ndarray]]:
        """Yields runs of at most `room` possibly nonzero weights in [begin, end) of the stream: the
        number of the first, and int8 [length]. sl_record begins with its sl_weights."""
        run = (ctypes.c_int8 * room)()
        cursor = (ctypes.c_uint32 * 2)(0, 0)
        first = ctypes.c_uint32()
        self._lib.sl_weights_seek(self._record, cursor, ctypes.c_uint32(begin))
        while length := self._lib.sl_weights_next_run(
            *(self._record, cursor, ctypes.c_uint32(end)),
            *(run, ctypes.c_uint32(room), ctypes.byref(first)),
        ):
            yield first.value, np.array(run[:length], np.int8)
        assert cursor[0] == end

    def read(self, begin: int, end: int, room: int) -> np.ndarray:
        """Returns int8 [end - begin] in stream order, read in runs of at most `room` weights."""
        weights = np.zeros(end - begin, np.int8)
        for first, run in self.runs(begin, end, room):
            weights[first - begin : first - begin + len(run)] = run
        return weights

    def read_with_zeros(self, begin: int, end: int) -> np.ndarray:
        """Returns int8 [end - begin] in stream order, read as in kernels that multiply zeros
        too."""
        weights = np.full(end - begin, 99, np.int8)
        cursor = (ctypes.c_uint32 * 2)(0, 0)
        self._lib.sl_weights_read(
            *(self._record, cursor, ctypes.c_uint32(begin), ctypes.c_uint32(end - begin)),
            ctypes.c_void_p(weights.ctypes.data),
        )
        assert cursor[0] == end
        return weights
