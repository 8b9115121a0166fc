"""Removes operators whose results are unused."""

from seedlite.model import Model, Operator


def without_dead_operators(model: Model) -> list[Operator]:
    """Returns the operators that an output depends on, and those without outputs, which have side
    effects."""
    needed = set(model.outputs)
    kept = []
    for operator in reversed(model.operators):
        if not operator.outputs or needed & set(operator.outputs):
            kept.append(operator)
            needed.update(operator.inputs)
    return kept[::-1]
