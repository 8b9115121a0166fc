"""A file's weights as the C runtime regenerates them: the runtime's own parser and generator,
called through ctypes on opaque structures."""

import ctypes

import numpy as np

from seedlite._native import library

STRUCT_BYTES = 1024  # more than any structure of the runtime
ERROR = ctypes.c_uint8 * 64


def c_weights(file: bytes, tensor: int, channels: int, count: int, room: int) -> np.ndarray:
    """int8 [count] in stream order, read in runs of at most `room` weights."""
    lib = library("seedlite_runtime")
    model, parsed, record = (ctypes.create_string_buffer(STRUCT_BYTES) for _ in range(3))
    error = ERROR()
    data = np.frombuffer(file, np.uint8).copy()
    assert data.ctypes.data % 4 == 0
    lib.sl_model_open.restype = ctypes.c_bool
    lib.sl_section_record.restype = ctypes.c_bool
    pointer = ctypes.c_void_p(data.ctypes.data)
    assert lib.sl_model_open(model, pointer, ctypes.c_uint32(data.size), error)
    assert lib.sl_section_check(model)
    assert lib.sl_model_tensor(model, ctypes.c_uint32(tensor), parsed)
    assert lib.sl_section_record(model, parsed, ctypes.c_uint32(channels), record)
    return _read_runs(lib, record, count, room)


def _read_runs(lib: ctypes.CDLL, record: ctypes.Array, count: int, room: int) -> np.ndarray:
    """Weights that no run covers are zero. sl_record begins with its sl_weights."""
    weights = np.zeros(count, np.int8)
    run = (ctypes.c_int8 * room)()
    cursor = (ctypes.c_uint32 * 2)(0, 0)
    first = ctypes.c_uint32()
    runs = 0
    while length := lib.sl_weights_next_run(
        record, cursor, ctypes.c_uint32(count), run, ctypes.c_uint32(room), ctypes.byref(first)
    ):
        weights[first.value : first.value + length] = run[:length]
        runs += 1
    assert cursor[0] == count
    if room >= count:
        assert runs <= lib.sl_weights_max_runs(record, ctypes.c_uint32(count))
    return weights
