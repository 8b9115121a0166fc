"""Writes the fuzzers' initial inputs into tests/hostile/fuzz/corpus: small models of every
operator, one with variables and two centralized ones, their records, a session over the serial
line.

Usage: python -m tools.write_fuzz_corpus
"""

from pathlib import Path

import numpy as np

from seedlite.boards.self_test import CASES
from seedlite.format.constants import SECTION_NAME
from seedlite.model.parse import parse
from tests.support.builders import planned
from tests.support.small_models import small_models
from tests.support.streaming import streaming_model

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "hostile" / "fuzz" / "corpus"
MOST_BYTES = 1000  # limit of single-operator models
SESSION = (
    b"name%profile%db load 12%db 000102030405060708090a0b%db print%infer 2 1%results%output%"
    b"timestamp%help%reset%db load 3%db 0%nonsense%"
)


def operator_models() -> dict[str, bytes]:
    """Returns the small models of `seedlite test`."""
    models = {path.stem: np.load(path)["model"].tobytes() for path in sorted(CASES.glob("*.npz"))}
    return {name: file for name, file in models.items() if len(file) <= MOST_BYTES}


def record(file: bytes) -> bytes:
    """Returns the first record of a centralized model in the form of c/section.c."""
    model = parse(file)
    decode = next(operator for operator in model.operators if operator.is_decode)
    encoded, ancillary = (model.tensors[t].data for t in decode.inputs)
    section = bytearray(model.metadata[SECTION_NAME])
    section[14:18] = bytes([0, 0, 1, 0])  # the entry's buffers there: 0 and 1
    shape = model.tensors[decode.outputs[0]].shape
    rows, columns = shape[0], int(np.prod(shape[1:]))
    return bytes([rows - 1, columns - 1]) + bytes(section) + ancillary + encoded


def main() -> None:
    centralized = small_models()
    seeds = {
        "model": operator_models() | {"variables": planned(streaming_model())} | centralized,
        "section": {name: record(file) for name, file in centralized.items()},
        "serial": {"session": SESSION},
    }
    for fuzzer, files in seeds.items():
        folder = CORPUS / fuzzer
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
