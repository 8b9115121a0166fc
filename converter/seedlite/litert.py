"""LiteRT, tflite-runtime and TensorFlow Lite run centralized files by a delegate, which regenerates
the weights when the interpreter is made."""

import ctypes

from seedlite.libraries import library


class Delegate:
    """seedlite's delegate, in the form that the interpreters take in `experimental_delegates`."""

    def __init__(self) -> None:
        create = library("seedlite_litert").tflite_plugin_create_delegate
        create.restype = ctypes.c_void_p
        create.argtypes = [*[ctypes.c_void_p] * 2, ctypes.c_size_t, ctypes.c_void_p]
        self._pointer: int = create(None, None, 0, None)

    def _get_native_delegate_pointer(self) -> int:
        """Returns the address of the TfLiteDelegate; all Python interpreters call this name."""
        return self._pointer


def delegate() -> Delegate:
    """Returns what runs a centralized `.tflite` in a Python interpreter of TensorFlow Lite:
    `Interpreter(path, experimental_delegates=[seedlite.litert.delegate()])`. Outputs equal those of
    the expanded file. The interpreter raises its own error, ValueError or RuntimeError, for a
    damaged file. Raises ToolMissingError if the library is missing from the installation."""
    return Delegate()
