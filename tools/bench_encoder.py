"""Measure the seed search: speed, memory, and signal-to-noise ratio over rates.

Usage: python tools/bench_encoder.py [--weights N] [--json]
The source is Gaussian; the largest tensor is encoded whole, as `convert` would do it.
"""

import argparse
import json
import resource
import sys
import time
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from seedlite._constants import GENERATOR_BELL
from seedlite.encoder import WeightTensor, encode_network, search_windows, window_values
from seedlite.encoder.generators import R_PER_DEVIATION
from seedlite.encoder.seeds import window_seed

# V, k, L
FORMS = (
    *((1, 8, 12), (1, 4, 12), (1, 3, 12), (1, 2, 8), (1, 2, 10), (1, 2, 12), (1, 2, 14)),
    *((2, 4, 8), (2, 4, 10), (2, 4, 12), (4, 8, 8), (4, 8, 10), (4, 8, 12)),
    *((2, 3, 12), (1, 1, 12), (2, 2, 12), (2, 1, 12), (4, 2, 12), (4, 1, 12), (8, 2, 12)),
)
SAMPLE = 20_000


def measure_form(form: tuple[int, int, int], source: np.ndarray) -> dict[str, Any]:
    """One search without scales or codes: what the trellis itself does."""
    values, bits, window_bits = form
    codebook = window_values(
        GENERATOR_BELL, window_bits, values, window_seed(0, window_bits, values)
    )
    rate = bits / values
    targets = source * R_PER_DEVIATION[GENERATOR_BELL] / np.sqrt(1 - 4.0**-rate)
    start = time.process_time()
    found = codebook[search_windows(targets, None, codebook, bits)].ravel()[: len(targets)]
    seconds = time.process_time() - start
    noise = np.sum(np.square(targets - found)) / np.sum(np.square(targets))
    return {
        "values_per_draw": values,
        "bits_per_draw": bits,
        "window_bits": window_bits,
        "bits_per_weight": rate,
        "snr_db": -10 * float(np.log10(noise)),
        "limit_db": 20 * rate * float(np.log10(2)),
        "weights_per_s": len(targets) / seconds,
    }


def measure_tensor(weights: int) -> dict[str, Any]:
    """A whole tensor at 2 bits: scales, row codes and all."""
    rows = max(1, weights // 1024)
    values = np.random.default_rng(1).normal(0, 0.05, (rows, 1024))
    tensor = WeightTensor("bench", values, kind="dense")
    before = peak_bytes()
    start = time.process_time()
    (encoded,), _ = encode_network([tensor], "seeded", bits=2.0)
    seconds = time.process_time() - start
    return {
        "weights": values.size,
        "seconds": seconds,
        "weights_per_s": values.size / seconds,
        "peak_bytes": peak_bytes(),
        "peak_bytes_before": before,
        "snr_db": encoded.snr_db,
        "bits_per_weight": 8 * len(encoded.encoded) / values.size,
    }


def peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def show(result: dict[str, Any]) -> None:
    console = Console()
    tensor = result["tensor"]
    console.print(
        f"{tensor['weights']:,} weights at 2 bits: {tensor['seconds']:.1f} s of one core "
        f"({tensor['weights_per_s']:,.0f} weights/s), peak {tensor['peak_bytes'] >> 20} MiB, "
        f"{tensor['snr_db']:.2f} dB, {tensor['bits_per_weight']:.3f} bits/weight"
    )
    table = Table("V", "k", "L", "bits/weight", "dB", "limit", "weights/s")
    for row in result["forms"]:
        table.add_row(
            *(str(row[n]) for n in ("values_per_draw", "bits_per_draw", "window_bits")),
            f"{row['bits_per_weight']:g}",
            f"{row['snr_db']:.2f}",
            f"{row['limit_db']:.2f}",
            f"{row['weights_per_s']:,.0f}",
        )
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=int, default=2_000_000, help="of the tensor")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    options = parser.parse_args()
    source = np.random.default_rng(0).normal(0, 1, SAMPLE)
    result = {
        "tensor": measure_tensor(options.weights),
        "forms": [measure_form(form, source) for form in FORMS],
    }
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


if __name__ == "__main__":
    main()
