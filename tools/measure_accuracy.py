"""Measures the loss by centralization, with and without calibration.

    python -m tools.measure_accuracy model.tflite --calibration c.npz --test t.npz --bits 4 3 2
    python -m tools.measure_accuracy model.keras --calibration c.npz --test t.npz --budgets 30000

MODEL is anything `seedlite convert` takes. c.npz holds x; each of --seeds draws --samples of them.
t.npz holds x and, for accuracies, y; without y the outputs' signal-to-noise ratio against the int8
original is measured. Files of --budgets are made with calibration only. --layers: see `seedlite
convert`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from seedlite.compress.pipeline import convert
from seedlite.compress.source import Source
from seedlite.data.files import read_array
from seedlite.data.samples import quantized_samples
from seedlite.execution.evaluation import evaluate, output_snr_db
from seedlite.prepare.runnable import deploy

Measure = Callable[[bytes], float]


def main() -> None:
    options = parse_arguments()
    samples = read_array(options.calibration, "x")
    with tempfile.TemporaryDirectory() as folder:
        for draw in options.seeds:
            order = np.random.default_rng(draw).permutation(len(samples))[: options.samples]
            calibration = samples[order]
            original = Path(folder) / "original.tflite"
            original.write_bytes(Source.of(options.model).int8(calibration))
            report(options, draw, original, calibration)


def report(options: argparse.Namespace, draw: int, original: Path, calibration: np.ndarray) -> None:
    name, measure = measure_of(options.test, original.read_bytes())
    print(f"draw {draw}: int8 {name} {measure(original.read_bytes()):.2f}", flush=True)
    cases = [
        (
            f"{bits:g} bits, {'without' if given is None else 'with'} calibration",
            given,
            {"bits": bits},
        )
        for bits in options.bits
        for given in ((calibration,) if options.calibrated_only else (None, calibration))
    ]
    cases += [(f"budget {budget:,}", calibration, {"budget": budget}) for budget in options.budgets]
    for title, given, limit in cases:
        start = time.perf_counter()
        conversion = convert(original, calibration=given, layers=options.layers, **limit)
        seconds = time.perf_counter() - start
        print(
            f"draw {draw}: {title}: {name} {measure(conversion.file):.2f}, "
            f"{conversion.report['bits_per_weight']:.3f} bits/weight, "
            f"{len(conversion.file)} bytes, {seconds:.0f} s",
            flush=True,
        )


def measure_of(test: Path, original: bytes) -> tuple[str, Measure]:
    with np.load(test) as archive:
        labelled = "y" in archive.files
    if labelled:
        return "accuracy %", lambda file: 100 * evaluate(file, test).accuracy
    stock = deploy(original)
    inputs = quantized_samples(stock.model, read_array(test, "x"), str(test))
    return "signal/noise dB", lambda file: output_snr_db(stock, deploy(file), inputs)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--bits", type=float, nargs="*", default=[4, 3, 2])
    parser.add_argument("--budgets", type=int, nargs="+", default=[])
    parser.add_argument("--layers")
    parser.add_argument("--calibrated-only", action="store_true")
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    return parser.parse_args()


if __name__ == "__main__":
    main()
