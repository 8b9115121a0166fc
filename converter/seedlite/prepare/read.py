"""Files from outside, read and checked as the device checks them."""

from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME, DECODE_OPERATOR, PORTS_NAME, SECTION_NAME
from seedlite.interpreters import verify
from seedlite.model import Model, borders_of, check_form, parse, read_graph
from seedlite.prepare.checking.judge import judge, refuse
from seedlite.prepare.folding.fold import fold

# a file with one of these was written for our runtime; all others are stock models
OUR_NAMES = tuple(n.encode() for n in (ARENA_PLAN_NAME, PORTS_NAME, SECTION_NAME, DECODE_OPERATOR))


def read_model(file: bytes, source: str = "model") -> Model:
    """The model in a `.tflite` of any origin. A file written for the runtime must pass the
    runtime's own check: what the device would refuse is refused here with the same code.

    Raises BadInputError: in the words of the Python reader, which knows names, where it finds the
    same fault, else in the runtime's. The Python reader also refuses what no runtime looks at,
    such as names outside the file.
    """
    if not _is_ours(file):
        return _stock_model(file, source)
    refusal = _refusal(file)
    try:
        model = parse(file, source)
    except BadInputError as error:
        raise error if refusal is None or error.code == refusal.code else refusal from None
    if refusal is not None:
        raise refusal
    borders_of(model)  # raises
    return model


def _is_ours(file: bytes) -> bool:
    return any(name in file for name in OUR_NAMES)


def _stock_model(file: bytes, source: str) -> Model:
    """A model that is folded and planned before the runtime sees it. Where its very form is
    refused, all that stands in the way is said; what nobody uses does not."""
    model = read_graph(file, source)
    try:
        check_form(model, source)
    except BadInputError:
        reasons, _ = judge(fold(model).model)
        refuse(reasons, source)
    return model


def _refusal(file: bytes) -> BadInputError | None:
    """Why the runtime does not take a file of ours."""
    try:
        verify(file)
    except BadInputError as error:
        return error
    return None
