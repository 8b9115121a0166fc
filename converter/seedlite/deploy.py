"""Makes any int8 model of supported operators ready for the runtime."""

from seedlite._constants import ARENA_PLAN_NAME
from seedlite.arena import plan_arena, plan_metadata
from seedlite.graph import check_supported
from seedlite.reading import read_model
from seedlite.strip import strip
from seedlite.tflite import Model, pack


def read_stock(file: bytes, source: str = "model") -> Model:
    """A stock int8 model without the operators and tensors that nobody uses. Raises BadInputError,
    UnsupportedError."""
    return _supported(read_model(file, source), source)


def deployable(file: bytes, source: str = "model") -> bytes:
    """The file itself if it has an arena plan; else the stock model, stripped and planned."""
    model = read_model(file, source)
    if ARENA_PLAN_NAME in model.metadata:
        return file
    model = strip(_supported(model, source))
    model.metadata = plan_metadata(plan_arena(model))
    return pack(model)


def _supported(model: Model, source: str) -> Model:
    model = strip(model, keep_names=True)
    check_supported(model, source)
    return model
