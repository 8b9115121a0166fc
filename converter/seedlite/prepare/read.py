"""Reads files of others and checks them as the device does."""

from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME, DECODE_OPERATOR, PORTS_NAME, SECTION_NAME
from seedlite.interpreters import verify
from seedlite.model import Model, borders_of, check_form, parse, read_graph
from seedlite.prepare.checking.judge import judge, refuse
from seedlite.prepare.folding.fold import fold
from seedlite.prepare.portable import check_portable, is_portable

# names in files for our runtime; all other files are stock models
OUR_NAMES = tuple(n.encode() for n in (ARENA_PLAN_NAME, PORTS_NAME, SECTION_NAME, DECODE_OPERATOR))


def read_model(file: bytes, source: str = "model") -> Model:
    """Returns the model in a `.tflite` of any origin. A file for the runtime must pass the
    runtime's own check, with the same error code as on the device; a portable one passes it when it
    is prepared for the runtime.

    Raises BadInputError: the Python reader's, which contains names, if it finds the same fault,
    else the runtime's. The Python reader also refuses faults that no runtime checks, such as names
    outside the file.
    """
    if not any(name in file for name in OUR_NAMES):
        return _stock_model(file, source)
    refusal = _refusal(file)
    try:
        model = parse(file, source)
    except BadInputError as error:
        raise error if refusal is None or error.code == refusal.code else refusal from None
    if is_portable(model):
        check_portable(file, model, source)
        return model
    if refusal is not None:
        raise refusal
    borders_of(model)  # raises
    return model


def _stock_model(file: bytes, source: str) -> Model:
    """Reads a model that will be folded and planned. If its form is refused, lists all obstacles
    except in unused parts."""
    model = read_graph(file, source)
    try:
        check_form(model, source)
    except BadInputError:
        reasons, _ = judge(fold(model).model)
        refuse(reasons, source)
    return model


def _refusal(file: bytes) -> BadInputError | None:
    """Returns why the runtime refuses a file of ours, or None."""
    try:
        verify(file)
    except BadInputError as error:
        return error
    return None
