"""Prepares any int8 model of supported operators for the runtime."""

from dataclasses import dataclass, field, replace

from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME
from seedlite.interpreters import verify
from seedlite.model import (
    Model,
    check_order,
    pack,
    parse,
    plan_arena,
    plan_metadata,
    read_graph,
    strip,
)
from seedlite.prepare.checking.judge import judge, refuse
from seedlite.prepare.checking.reason import Reason
from seedlite.prepare.folding.fold import Folded, fold
from seedlite.prepare.portable import device_file, is_portable
from seedlite.prepare.read import read_model


@dataclass(frozen=True)
class Deployable:
    """A model that the runtime loads. `model`: as the runtime will run it, with its names; `file`:
    as the runtime takes it; `given`: the file that it comes from. Of stock models, `notes` says
    what folding assumed, and `operators` how many fewer there are, by name."""

    model: Model
    file: bytes
    given: bytes
    notes: list[str] = field(default_factory=list)
    operators: dict[str, int] = field(default_factory=dict)


def deploy(file: bytes, source: str = "model") -> Deployable:
    """Prepares a file of any origin. Raises UnsupportedError with all obstacles, BadInputError for
    a damaged file."""
    model = read_model(file, source)
    if is_portable(model):
        ready = device_file(model, source)
        return Deployable(parse(ready), ready, file)
    if ARENA_PLAN_NAME in model.metadata:
        return Deployable(model, file, file)
    return _ready(model, file, source)


def runnable(file: bytes, source: str) -> Deployable:
    """Prepares a stock model. Raises as `deploy`."""
    return _ready(read_graph(file, source), file, source)


def deployable(file: bytes, source: str = "model") -> bytes:
    """Returns the file itself if it has an arena plan; else the stock model, folded, stripped and
    planned, or the portable one without its borders, planned."""
    return deploy(file, source).file


def ready_model(file: bytes, source: str = "model") -> Model:
    """Returns the model as the runtime runs it, with names: a stock model is folded and its borders
    removed."""
    return deploy(file, source).model


def planned(model: Model) -> bytes:
    """Returns a file of the model for the runtime, without names."""
    model = strip(model)
    model.metadata |= plan_metadata(plan_arena(model))
    return pack(model)


def prepare(file: bytes, source: str) -> tuple[Folded, list[Reason]]:
    """Returns a folded stock model and all obstacles; without obstacles its borders are removed and
    the runtime loads it. Raises BadInputError for a damaged file."""
    folded, reasons = _judged(read_graph(file, source), source)
    if not reasons:
        _verified(folded.model, source)
    return folded, reasons


def _ready(model: Model, file: bytes, source: str) -> Deployable:
    folded, reasons = _judged(model, source)
    refuse(reasons, source)
    ready = _verified(folded.model, source)
    return Deployable(folded.model, ready, file, folded.notes, folded.operators)


def _judged(model: Model, source: str) -> tuple[Folded, list[Reason]]:
    """Returns the model folded, without borders if there are no obstacles, and the obstacles."""
    check_order(model, source)
    folded = fold(model)
    reasons, inner = judge(folded.model)
    return (folded if reasons else replace(folded, model=inner)), reasons


def _verified(model: Model, source: str) -> bytes:
    """Returns the planned file, verified by the runtime. Raises BadInputError, naming the
    source."""
    file = planned(model)
    try:
        verify(file)
    except BadInputError as error:
        raise BadInputError(f"{source}: {error.message}", error.code) from error
    return file
