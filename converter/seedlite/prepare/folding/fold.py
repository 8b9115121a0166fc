"""The folding passes, in order."""

from collections import Counter
from dataclasses import dataclass, field, replace

from seedlite.format.constants import OP_ASSIGN_VARIABLE, OP_CALL_ONCE, OP_READ_VARIABLE
from seedlite.model import OPERATOR_NAMES, Model, move_conversions, operator_name, strip
from seedlite.prepare.folding.batches import to_dilated
from seedlite.prepare.folding.constants import fold_constants
from seedlite.prepare.folding.dead import without_dead_operators
from seedlite.prepare.folding.indices import scale_indices
from seedlite.prepare.folding.matmul import to_dense
from seedlite.prepare.folding.reshapes import join_reshapes, to_reshapes

USES = (OP_READ_VARIABLE, OP_ASSIGN_VARIABLE)  # of variables


@dataclass(frozen=True)
class Folded:
    """A folded model. `notes`: assumptions; `operators`: number removed, by name."""

    model: Model
    notes: list[str]
    operators: dict[str, int] = field(default_factory=dict)


def fold(model: Model) -> Folded:
    """Returns a stock model with the same bits, in which every operator is needed and depends on
    the input. Operators keep their `number`; unused tensors are dropped."""
    folded = replace(
        model,
        tensors=[replace(t) for t in model.tensors],
        operators=[replace(o, inputs=[*o.inputs]) for o in model.operators],
        outputs=[*model.outputs],
    )
    fold_constants(folded)
    to_dense(folded)
    to_dilated(folded)
    scale_indices(folded)
    to_reshapes(folded)
    move_conversions(folded)
    join_reshapes(folded)
    folded.operators = without_dead_operators(folded)
    _join_calls(folded)
    result = strip(folded, keep_names=True)
    return Folded(result, _open_dimensions(model) + _kept_states(result), _fewer(model, result))


def _join_calls(model: Model) -> None:
    """Keeps the first of the CALL_ONCE operators, which `pack` gives all initial values; where a
    variable is used before another one, all stay, and are refused."""
    codes = [o.code for o in model.operators]
    calls = [place for place, code in enumerate(codes) if code == OP_CALL_ONCE]
    used = [place for place, code in enumerate(codes) if code in USES]
    if calls and not (used and used[0] < calls[-1]):
        model.operators = [o for p, o in enumerate(model.operators) if p not in calls[1:]]


def _kept_states(model: Model) -> list[str]:
    """Returns a note on operators that keep a state of their own."""
    keeping = [
        operator_name(model, place)
        for place, operator in enumerate(model.operators)
        if any(t >= 0 and model.tensors[t].variable for t in operator.inputs)
    ]
    if not keeping:
        return []
    return [
        f"{', '.join(keeping)}: the state goes on from one inference to the next until a reset, as "
        "in TFLite Micro; a Keras layer that is not stateful begins anew with each input: reset "
        "the state before each"
    ]


def _open_dimensions(model: Model) -> list[str]:
    """Returns notes on inputs whose shape the file leaves open."""
    notes = []
    for number, index in enumerate(model.inputs):
        tensor = model.tensors[index]
        for axis, (given, taken) in enumerate(zip(tensor.signature, tensor.shape, strict=False)):
            what = "batch" if axis == 0 else f"dimension {axis}"
            if given == -1:
                notes.append(f"input {number} '{tensor.name}': its open {what} is taken as {taken}")
    return notes


def _fewer(before: Model, after: Model) -> dict[str, int]:
    counts = Counter(OPERATOR_NAMES.get(o.code, str(o.code)) for o in before.operators)
    counts.subtract(OPERATOR_NAMES.get(o.code, str(o.code)) for o in after.operators)
    return {name: count for name, count in sorted(counts.items()) if count > 0}
