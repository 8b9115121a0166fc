"""TensorFlow Lite Micro's own interpreter for stock models: the reference of all bit comparisons.
The package has no stable releases; use exactly the version below."""

import numpy as np

from seedlite.errors import BadInputError, ToolMissingError

PACKAGE = "tflite-micro==0.dev20261023182759"


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
            self._interpreter = runtime.Interpreter.from_bytes(model)
        except RuntimeError as error:
            raise BadInputError(f"TFLM refuses the model: {error}") from error

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """Runs one inference: flat int8 arrays in, the first output, flat, out."""
        for number, x in enumerate(inputs):
            shape = self._interpreter.get_input_details(number)["shape"]
            self._interpreter.set_input(x.reshape(shape), number)
        self._interpreter.invoke()
        return [self._interpreter.get_output(0).reshape(-1)]
