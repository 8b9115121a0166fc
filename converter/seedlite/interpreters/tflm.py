"""TensorFlow Lite Micro's own interpreter for stock models: the reference of all bit comparisons.
The package has no stable releases; use exactly the version below."""

from functools import partial

import numpy as np

from seedlite.errors import BadInputError, ToolMissingError
from seedlite.model import read_graph

PACKAGE = "tflite-micro==0.dev20261023182759"
LEAST_ARENA_BYTES = 1 << 20


class TFLM:
    """A stock model in TFLM's reference kernels; called like Runtime."""

    def __init__(self, model: bytes):
        try:
            from tflite_micro import runtime
        except ImportError as error:
            raise ToolMissingError(
                f"TFLM's interpreter is not installed; pip install '{PACKAGE}'"
            ) from error
        try:
            arena = max(10 * len(model), LEAST_ARENA_BYTES)  # its default is too small for some
            self._open = partial(runtime.Interpreter.from_bytes, model, arena_size=arena)
            self._interpreter = self._open()
        except RuntimeError as error:
            raise BadInputError(f"TFLM refuses the model: {error}") from error
        self._outputs = len(read_graph(model).outputs)

    def reset(self) -> None:
        """Restores the state before the first inference: in a new interpreter, as TFLM's own reset
        neither calls CALL_ONCE again nor restores what it had assigned."""
        self._interpreter = self._open()

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """Runs one inference: arrays in, flat ones out, in the types of the model's ports."""
        for number, x in enumerate(inputs):
            shape = self._interpreter.get_input_details(number)["shape"]
            self._interpreter.set_input(x.reshape(shape), number)
        self._interpreter.invoke()
        return [self._interpreter.get_output(n).reshape(-1) for n in range(self._outputs)]
