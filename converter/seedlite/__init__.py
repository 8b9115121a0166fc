"""seedlite: neural networks for microcontrollers whose weights are regenerated while they infer.

conversion = seedlite.convert("model.tflite", bits=2)
y = seedlite.Runtime(conversion.file)(x)
"""

TYPE_CHECKING = False  # of `typing`, which takes milliseconds to import
if TYPE_CHECKING:
    from seedlite.api import *

__all__ = [
    "AccuracyError",
    "BadInputError",
    "Conversion",
    "DataWarning",
    "DeviceError",
    "DoesNotFitError",
    "Evaluation",
    "Inference",
    "Inspection",
    "Quantized",
    "Runtime",
    "SeedliteError",
    "Sweep",
    "ToolMissingError",
    "Training",
    "UnsupportedError",
    "UsageError",
    "Verdict",
    "__version__",
    "augment",
    "bench",
    "build",
    "check",
    "compare",
    "convert",
    "doctor",
    "evaluate",
    "expand",
    "export",
    "flash",
    "inspect",
    "list_boards",
    "litert",
    "log_mel",
    "quantize",
    "quantize_log_mel",
    "report",
    "run",
    "sample",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> object:
    """Imports api.py, which all these are in, once one is asked for: `import seedlite` is quick."""
    if name not in __all__:
        raise AttributeError(f"module 'seedlite' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module("seedlite.api"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
