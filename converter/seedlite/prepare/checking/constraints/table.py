"""The constraints of each operator: operators.toml names functions of these modules."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

from seedlite.model import RUNTIME
from seedlite.prepare.checking import constraints
from seedlite.prepare.checking.constraints import tensors
from seedlite.prepare.checking.constraints.node import Node

Constraint = Callable[[Node], str]


def _by_name() -> dict[str, Constraint]:
    """The functions of all modules beside this one."""
    return {
        name: function
        for module in pkgutil.iter_modules(constraints.__path__, f"{constraints.__name__}.")
        if module.name != __name__
        for name, function in vars(importlib.import_module(module.name)).items()
        if inspect.isfunction(function) and function.__module__ == module.name and name[0] != "_"
    }


BY_NAME = _by_name()
CONSTRAINTS: dict[int, tuple[Constraint, ...]] = {
    code: tuple(BY_NAME[name] for name in operator.constraints)
    for code, operator in RUNTIME.items()
}


def violations(node: Node) -> list[tuple[str, str]]:
    """Cause and remedy of every constraint that an operator breaks."""
    missing = tensors.complete(node, RUNTIME[node.operator.code].inputs)
    if missing:
        return [_said(tensors.complete, missing)]
    for first in (tensors.int8_activations, tensors.known_shape):  # all else takes them for granted
        if found := first(node):
            return [_said(first, found)]
    every = (*tensors.EVERYWHERE, *CONSTRAINTS[node.operator.code])
    return [_said(each, found) for each in every if (found := each(node))]


def sentence(constraint: Callable[..., str]) -> str:
    """Returns the constraint's rule."""
    return " ".join(_paragraphs(constraint)[0].split())


def remedy(constraint: Callable[..., str]) -> str:
    """Returns the constraint's remedy."""
    return " ".join(_paragraphs(constraint)[1].split())


def _paragraphs(constraint: Callable[..., str]) -> list[str]:
    return (inspect.getdoc(constraint) or "").split("\n\n")


def _said(constraint: Callable[..., str], found: str) -> tuple[str, str]:
    rule = _within(sentence(constraint)).rstrip(".")
    return f"{found} (needed: {rule})", _within(remedy(constraint))


def _within(text: str) -> str:
    """A sentence's beginning, within another."""
    return text[0].lower() + text[1:]
