"""seedlite: neural networks for microcontrollers whose weights are regenerated while they infer.

conversion = seedlite.convert("model.tflite", bits=2)
y = seedlite.Runtime(conversion.file)(x)
"""

TYPE_CHECKING = False  # of `typing`, which takes milliseconds to import
if TYPE_CHECKING:
    from typing import Any

    from seedlite.conversion import Conversion, convert
    from seedlite.evaluation import evaluate
    from seedlite.inspection import inspect
    from seedlite.runtime import Runtime
    from seedlite.stock import expand
    from seedlite.study.sweeping.sweep import sweep
    from seedlite.training.settings import Training

__all__ = ["Conversion", "Runtime", "Training", "convert", "evaluate", "expand", "inspect", "sweep"]

_MODULES = {
    "Conversion": "conversion",
    "Runtime": "runtime",
    "Training": "training.settings",
    "convert": "conversion",
    "evaluate": "evaluation",
    "expand": "stock",
    "inspect": "inspection",
    "sweep": "study.sweeping.sweep",
}


def __getattr__(name: str) -> "Any":
    """Imports what is asked for, so that `import seedlite` stays quick."""
    if name not in _MODULES:
        raise AttributeError(f"module 'seedlite' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(f"seedlite.{_MODULES[name]}"), name)
