"""LiteRT for stock `.tflite` models: ai-edge-litert, or tflite-runtime if that is installed."""

import importlib
from types import ModuleType

import numpy as np

from seedlite.errors import BadInputError, ToolMissingError

# tflite-runtime is frozen at 2.14 and needs numpy < 2: second choice
MODULES = ("ai_edge_litert.interpreter", "tflite_runtime.interpreter")


def _interpreter_module() -> ModuleType:
    for name in MODULES:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise ToolMissingError(
        "no LiteRT interpreter is installed; pip install 'seedlite[litert]' "
        "(or tflite-runtime 2.14.0 with numpy < 2)"
    )


class LiteRT:
    """A stock model in LiteRT's reference kernels; called like Runtime."""

    def __init__(self, model: bytes):
        self._model = model
        self.reset()

    def reset(self) -> None:
        """Restores the state before the first inference, in a new interpreter."""
        module = _interpreter_module()
        try:
            self._interpreter = module.Interpreter(
                model_content=self._model,
                experimental_op_resolver_type=module.OpResolverType.BUILTIN_REF,
            )
            self._interpreter.allocate_tensors()
        except (RuntimeError, ValueError) as error:
            raise BadInputError(f"LiteRT refuses the model: {error}") from error

    def invoke(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """Runs one inference: flat int8 arrays in, flat int8 arrays out."""
        for detail, x in zip(self._interpreter.get_input_details(), inputs, strict=True):
            self._interpreter.set_tensor(detail["index"], x.reshape(detail["shape"]))
        self._interpreter.invoke()
        return [
            self._interpreter.get_tensor(detail["index"]).reshape(-1)
            for detail in self._interpreter.get_output_details()
        ]
