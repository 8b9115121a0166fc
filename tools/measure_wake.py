"""Measures the wake word on an hour of sounds that training did not hear: words missed and false
accepts, as int8 and at 4 and 2 bits, and the network's instructions on the emulated Cortex-M4;
renews the table in docs/wake_word.md. Two minutes.

Usage: python -m tools.measure_wake
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import seedlite
from models import wake, wake_stream
from models.wake_listener import Listener
from models.wake_sounds import RATE, SECONDS, TEST, piece
from tools.pages import head, renew, row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "wake_word.md"
BEGIN, END = "<!-- table: tools/measure_wake.py -->\n", "<!-- end of the table -->\n"
COLUMNS = (
    "bits a weight",
    "file bytes",
    "words",
    "missed",
    "false accepts in an hour",
    "instructions a step",
)
BOARD = "mps2-an386"
DELAY = int(0.5 * RATE)  # samples from a word's end, within which it is heard


def networks() -> Iterator[tuple[str, bytes]]:
    """Yields the network as int8 and with seed bits, without and with calibration data."""
    original = wake_stream.STORED.read_bytes()
    yield "8 (int8)", original
    for bits in (4, 2):
        yield str(bits), seedlite.convert(original, bits=bits).file
        calibrated = seedlite.convert(original, bits=bits, calibration=wake.calibration())
        yield f"{bits}, calibrated", calibrated.file


def errors(listener: Listener) -> tuple[int, int, int]:
    """Returns words, words missed and false accepts of the test pieces, one after the other."""
    words: list[tuple[int, int]] = []
    heard: list[int] = []
    for number, chosen in enumerate(map(piece, TEST)):
        begin = number * SECONDS * RATE
        words += [(begin + start, begin + end) for start, end in chosen.words]
        heard += (begin + listener.hear(chosen.sound)).tolist()
    return len(words), *missed_and_false(words, heard)


def missed_and_false(words: list[tuple[int, int]], heard: list[int]) -> tuple[int, int]:
    """Returns words for which nothing was heard, and what was heard without a word. One hearing
    serves one word."""
    waiting = np.array(heard)
    missed = 0
    for start, end in words:
        matching = np.flatnonzero((waiting > start) & (waiting <= end + DELAY))
        missed += len(matching) == 0
        waiting = np.delete(waiting, matching[:1])
    return missed, len(waiting)


def main() -> None:
    table = head(COLUMNS)
    for name, file in networks():
        words, missed, false = errors(Listener(file))
        missing = f"{missed} ({100 * missed / words:.1f} %)"
        instructions = seedlite.bench(file, BOARD).instructions
        table += row((name, f"{len(file):,}", str(words), missing, str(false), f"{instructions:,}"))
    print(table, end="")
    renew(PAGE, BEGIN, END, table)


if __name__ == "__main__":
    main()
