"""Data sets from files of the user: the original formats, or `.npz`. Each module offers load(path),
which returns the training and the test samples. Nothing is downloaded."""

from importlib import import_module
from types import ModuleType

NAMES = ("cifar10", "covid", "letters", "mnist", "poker_hand")


def dataset(name: str) -> ModuleType:
    """Returns the module of a data set, one of NAMES."""
    return import_module(f"{__name__}.{name}")
