"""seedlite: neural networks for microcontrollers whose weights are regenerated while they infer.

conversion = seedlite.convert("model.tflite", bits=2)
y = seedlite.Runtime(conversion.file)(x)
"""

TYPE_CHECKING = False  # typing's, whose import takes milliseconds
if TYPE_CHECKING:
    from typing import Any

    from seedlite.compress import Conversion, convert, inspect
    from seedlite.data import Training
    from seedlite.execution import evaluate
    from seedlite.interpreters import Runtime
    from seedlite.prepare import expand
    from seedlite.study import sweep

__all__ = ["Conversion", "Runtime", "Training", "convert", "evaluate", "expand", "inspect", "sweep"]

_PACKAGES = {
    "Conversion": "compress",
    "Runtime": "interpreters",
    "Training": "data",
    "convert": "compress",
    "evaluate": "execution",
    "expand": "prepare",
    "inspect": "compress",
    "sweep": "study",
}


def __getattr__(name: str) -> "Any":
    """Imports names on first use, so that `import seedlite` stays quick."""
    if name not in _PACKAGES:
        raise AttributeError(f"module 'seedlite' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(f"seedlite.{_PACKAGES[name]}"), name)
