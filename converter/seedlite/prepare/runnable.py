"""Makes any int8 model of supported operators ready for the runtime."""

from dataclasses import replace

from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME
from seedlite.interpreters import verify
from seedlite.model import Model, check_order, pack, plan_arena, plan_metadata, read_graph, strip
from seedlite.prepare.borders import take_off
from seedlite.prepare.checking.judge import reasons_against, refuse
from seedlite.prepare.checking.reason import Reason
from seedlite.prepare.folding.fold import Folded, fold
from seedlite.prepare.read import read_model


def deployable(file: bytes, source: str = "model") -> bytes:
    """The file itself if it has an arena plan; else the stock model, folded, stripped and
    planned."""
    if ARENA_PLAN_NAME in read_model(file, source).metadata:
        return file
    return planned(runnable(file, source).model)


def ready_model(file: bytes, source: str = "model") -> Model:
    """The model as the runtime will run it, with its names: a stock one folded, its borders taken
    off."""
    model = read_model(file, source)
    return model if ARENA_PLAN_NAME in model.metadata else runnable(file, source).model


def planned(model: Model) -> bytes:
    """A file of the model as the runtime takes it, without names."""
    model = strip(model)
    model.metadata |= plan_metadata(plan_arena(model))
    return pack(model)


def runnable(file: bytes, source: str) -> Folded:
    """A stock model, folded, its borders taken off, that the runtime loads. Raises UnsupportedError
    with all that stands in the way, BadInputError where the file is damaged."""
    folded, reasons = prepare(file, source)
    refuse(reasons, source)
    return folded


def prepare(file: bytes, source: str) -> tuple[Folded, list[Reason]]:
    """A stock model, folded, and all that stands in its way; where nothing does, its borders are
    taken off and the runtime loads it. Raises BadInputError where the file is damaged."""
    model = read_graph(file, source)
    check_order(model, source)
    folded = fold(model)
    reasons = reasons_against(folded.model)
    if reasons:
        return folded, reasons
    folded = replace(folded, model=take_off(folded.model).model)
    try:
        verify(planned(folded.model))
    except BadInputError as error:
        raise BadInputError(f"{source}: {error.message}", error.code) from error
    return folded, []
