"""Fuzzer of the reader in Python: a model is read and described, or refused by a BadInputError with
the code that the runtime gives; a stock model, which no runtime takes, by any.

    python reader.py [libFuzzer's options] [folders]"""

import random
import sys
from types import FunctionType

import atheris

from seedlite.compress.inspection import inspect
from seedlite.interpreters.host import verify
from seedlite.prepare.read import OUR_NAMES
from tests.support.mutants import mutant
from tests.support.outcomes import STRICTER, refusal


def instrument_package(package: str) -> None:
    """Counts what is reached of all modules that are imported by now. (Atheris' own hook does not
    see packages that are installed to be edited.)"""
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == package]
    classes = {v for m in modules for v in vars(m).values() if isinstance(v, type)}
    for owner in [*modules, *classes]:
        for value in list(vars(owner).values()):
            if isinstance(value, FunctionType) and value.__module__.split(".")[0] == package:
                atheris.instrument_func(value)


def check(data: bytes) -> None:
    found = refusal(lambda file: inspect(file, "model"), data)
    if not any(name in data for name in OUR_NAMES):
        return
    expected = refusal(verify, data)
    if found != expected and not (expected is None and found in STRICTER):
        raise AssertionError(f"the runtime says {expected}, Python {found}")


def mutate(data: bytes, most_bytes: int, seed: int) -> bytes:
    """With the section's checksum made to fit; as libFuzzer does it where there is no section."""
    try:
        return mutant(data, random.Random(seed))[:most_bytes]
    except Exception:  # damaged before
        return atheris.Mutate(data, most_bytes)


if __name__ == "__main__":
    instrument_package("seedlite")
    atheris.Setup(sys.argv, check, custom_mutator=mutate)
    atheris.Fuzz()
