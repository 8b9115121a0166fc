"""Runs 100,000 inferences on this machine under sanitizers and 2,000 over the serial line of an
emulated Cortex-M4, with random good and bad commands; checks that outputs stay the same, memory
does not grow and the stack gets no deeper.

    python -m tools.long_run [INFERENCES [INFERENCES_OVER_SERIAL]]
"""

import sys
import tempfile
from pathlib import Path

from tests.support.long_run import BOARD, INPUTS, on_host, over_serial

COUNTS = (100_000, 2_000)


def main() -> None:
    counts = [int(text) for text in sys.argv[1:]] + list(COUNTS[len(sys.argv) - 1 :])
    inferences, refused, before, after = on_host(counts[0])
    print(
        f"host: {inferences:,} inferences and {refused:,} damaged models, no finding; "
        f"heap {before:,} bytes before, {after:,} after",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        bad, first, last = over_serial(counts[1], Path(folder))
    print(
        f"{BOARD}: {counts[1]:,} inferences and {bad:,} bad commands over the serial line, same "
        f"outputs; stack {first:,} bytes after {2 * INPUTS} inferences, {last:,} at the end"
    )
    if before != after or first != last:
        sys.exit("memory has grown")


if __name__ == "__main__":
    main()
