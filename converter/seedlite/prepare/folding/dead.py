"""Operators whose results nobody uses."""

from seedlite.model import Model, Operator


def without_dead_operators(model: Model) -> list[Operator]:
    """The operators that an output depends on, and those without outputs, which work by what they
    do beside."""
    needed = set(model.outputs)
    kept = []
    for operator in reversed(model.operators):
        if not operator.outputs or needed & set(operator.outputs):
            kept.append(operator)
            needed.update(operator.inputs)
    return kept[::-1]
