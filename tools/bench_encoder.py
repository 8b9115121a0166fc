"""Measures the search for seed bits: speed, memory, and signal-to-noise ratio by rate.

Usage: python -m tools.bench_encoder [--weights N] [--json]

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

from seedlite.codec.draws import draw_std, drawn_values
from seedlite.codec.rates import Rate
from seedlite.codec.tensors import WeightTensor
from seedlite.search.network import encode_network
from seedlite.search.trellis import search_windows

# V, k
FORMS = (
    *((1, 8), (1, 6), (2, 8), (1, 4), (2, 7), (2, 6), (1, 3), (3, 8), (2, 5)),
    *((4, 8), (2, 4), (1, 2), (5, 8), (4, 6), (2, 3), (6, 8), (8, 8), (4, 4), (1, 1)),
    *((8, 4), (4, 2), (8, 2), (8, 1)),
)
SAMPLE = 20_000


def measure_form(form: tuple[int, int], source: np.ndarray) -> dict[str, Any]:
    """Measures one trellis search without scales or codes."""
    form_rate = Rate(*form)
    rate = form_rate.bits_per_weight
    targets = source * draw_std(form_rate.values_per_draw) / np.sqrt(1 - 4.0**-rate)
    start = time.process_time()
    found = drawn_values(search_windows(targets, form_rate), form_rate)[: len(targets)]
    seconds = time.process_time() - start
    noise = np.sum(np.square(targets - found)) / np.sum(np.square(targets))
    return {
        **form_rate._asdict(),
        "bits_per_weight": rate,
        "snr_db": -10 * float(np.log10(noise)),
        "limit_db": 20 * rate * float(np.log10(2)),
        "weights_per_s": len(targets) / seconds,
    }


def measure_tensor(weights: int) -> dict[str, Any]:
    """Measures the encoding of a whole tensor at 2 bits, with scales and row codes."""
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
    table = Table("V", "k", "bits/weight", "dB", "limit", "weights/s")
    for row in result["forms"]:
        table.add_row(
            *(str(row[n]) for n in ("values_per_draw", "bits_per_draw")),
            f"{row['bits_per_weight']:.3g}",
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
