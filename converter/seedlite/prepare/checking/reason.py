"""Obstacles to a conversion, for people and as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from seedlite.model import OPERATOR_NAMES, Model, Operator
from seedlite.reports import Report

UNSUPPORTED = "E_UNSUPPORTED"
MOST_LISTED = 5  # in a sentence; JSON has all
GENERATED = "StatefulPartitionedCall"  # part of names that TensorFlow generates


@dataclass(frozen=True, eq=False)
class Reason(Report):
    """An obstacle. `operator`: TFLite's name of the operators at fault, empty for the model as a
    whole; `numbers`: their places in the file; `layers`: the layers that made them; `code`: the
    runtime's."""

    cause: str
    remedy: str
    operator: str = ""
    numbers: tuple[int, ...] = ()
    layers: tuple[str, ...] = ()
    code: str = UNSUPPORTED

    @classmethod
    def of(
        cls, model: Model, place: int, cause: str, remedy: str, code: str = UNSUPPORTED
    ) -> "Reason":
        """Returns a reason for the operator at `place`."""
        operator = model.operators[place]
        layer = layer_name(model, operator)
        return cls(
            cause,
            remedy,
            name_of(operator),
            (number_of(model, place),),
            (layer,) if layer else (),
            code,
        )

    @property
    def place(self) -> str:
        """Text such as 'operator 4 LEAKY_RELU (model/leaky_re_lu)'; empty for the model as a
        whole."""
        if not self.operator:
            return ""
        plural = "s" if len(self.numbers) > 1 else ""
        layers = f" ({_listed(self.layers)})" if self.layers else ""
        return f"operator{plural} {_listed(self.numbers)} {self.operator}{layers}"

    def __str__(self) -> str:
        return f"{self.place}{': ' if self.place else ''}{self.cause}; {self.remedy}"


def _listed(names: Iterable[object]) -> str:
    """Lists the first few names, and the number of the others."""
    every = [str(name) for name in names]
    more = len(every) - MOST_LISTED
    shown = ", ".join(every[:MOST_LISTED] if more > 1 else every)
    return f"{shown} and {more} more" if more > 1 else shown


def merged(reasons: Iterable[Reason]) -> list[Reason]:
    """Merges reasons that differ only in their place."""
    found: dict[tuple[str, ...], Reason] = {}
    for reason in reasons:
        key = (reason.operator, reason.cause, reason.remedy, reason.code)
        known = found.get(key)
        if known is not None:
            layers = tuple(dict.fromkeys(known.layers + reason.layers))
            reason = replace(reason, numbers=known.numbers + reason.numbers, layers=layers)
        found[key] = reason
    return list(found.values())


def name_of(operator: Operator) -> str:
    """Returns TFLite's name of an operator, with the name of a custom one."""
    name = OPERATOR_NAMES.get(operator.code, f"with code {operator.code}")
    return f"{name} '{operator.custom_code}'" if operator.custom_code else name


def number_of(model: Model, place: int) -> int:
    """Returns the operator's place in the file, which folding may have changed."""
    number = model.operators[place].number
    return place if number < 0 else number


def layer_name(model: Model, operator: Operator) -> str:
    """Returns the layer that made an operator, from its output's name: 'model/conv2d' for
    'model/conv2d/Relu;model/conv2d/BiasAdd'; empty if the name is generated."""
    names = [n for t in operator.outputs for n in model.tensors[t].name.split(";")]
    names.sort(key=lambda name: "/" not in name)  # those with a path first
    for name in names:
        parts = [p for p in name.split("/") if p and not p.startswith(GENERATED)]
        if parts:
            return "/".join(parts[:-1] or parts)
    return ""
