"""Fuzzer of the reader in Python: a model is read and described, or refused by a BadInputError with
the code that the runtime gives.  python reader.py [libFuzzer's options] [folders]"""

import sys

import atheris

with atheris.instrument_imports(include=["seedlite"]):
    from hostile.outcomes import STRICTER, refusal
    from seedlite.inspection import inspect
    from seedlite.runtime import verify


def check(data: bytes) -> None:
    found = refusal(lambda file: inspect(file, "model"), data)
    expected = refusal(verify, data)
    if found != expected and not (expected is None and found in STRICTER):
        raise AssertionError(f"the runtime says {expected}, Python {found}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
