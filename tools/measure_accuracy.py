"""Measures the loss by centralization, int8 against int8, with and without calibration.

    python -m tools.measure_accuracy model.tflite --calibration c.npz --test t.npz --bits 4 3 2
    python -m tools.measure_accuracy model.keras --calibration c.npz --test t.npz --seeds 0 1 2 \
        --augment flip,shift,mix --calibrated-only
    python -m tools.measure_accuracy model.keras --calibration c.npz --test t.npz --budgets 30000

MODEL is anything `seedlite convert` takes. c.npz holds x; each of --seeds draws --samples of them.
t.npz holds x and, for accuracies, y; without y the outputs' signal-to-noise ratio against the int8
original is measured. Files of --budgets are made with calibration only. --layers, --effort and
--augment: see `seedlite convert`; the latter two go with calibration. The divergence is that of the
outputs from the original's (execution/distance.py).
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.allocate import DEFAULT_EFFORT
from seedlite.compress.pipeline import convert
from seedlite.compress.source import Source
from seedlite.data import check_labels
from seedlite.data.files import read_array
from seedlite.data.samples import quantized_samples
from seedlite.execution.distance import Distance, Reference
from seedlite.execution.evaluation import accuracy
from seedlite.prepare.runnable import deploy


@dataclass(frozen=True)
class Row:
    """One conversion. `result`: points lost, or the signal-to-noise ratio."""

    case: str
    result: float
    distance: float
    file_bytes: int
    seconds: float


class Measured:
    """What files make of the test samples."""

    def __init__(self, test: Path, original: bytes):
        model = deploy(original)
        inputs = quantized_samples(model.model, read_array(test, "x"), str(test))
        self._reference = Reference(model, inputs)
        classes = model.model.tensors[model.model.outputs[0]].shape[-1]
        with np.load(test) as archive:
            self.labelled = "y" in archive.files
            y = archive["y"] if self.labelled else None
        self._labels = None if y is None else check_labels(y, len(inputs), classes, str(test))
        self.name = "accuracy %" if self.labelled else "signal/noise dB"
        self.before = self._accuracy(self._reference.original_outputs) if self.labelled else 0.0

    def measure(self, file: bytes) -> tuple[float, Distance]:
        """Returns the accuracy in percent, or the signal-to-noise ratio; and the distance."""
        made = deploy(file)
        outputs = self._reference.outputs(made)
        distance = self._reference.distance(made.model, outputs)
        if not self.labelled:
            return self._reference.error(made.model, outputs).snr_db, distance
        return self._accuracy(outputs), distance

    def _accuracy(self, outputs: np.ndarray) -> float:
        return 100 * accuracy(outputs, self._labels)


def main() -> None:
    options = parse_arguments()
    samples = read_array(options.calibration, "x")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for draw in options.seeds:
            order = np.random.default_rng(draw).permutation(len(samples))[: options.samples]
            calibration = samples[order]
            original = Path(folder) / "original.tflite"
            original.write_bytes(Source.of(options.model).int8(calibration))
            rows += measure_draw(options, draw, original, calibration)
    show(rows)


def measure_draw(
    options: argparse.Namespace, draw: int, original: Path, calibration: np.ndarray
) -> list[Row]:
    measured = Measured(options.test, original.read_bytes())
    print(f"draw {draw}: int8 {measured.name} {measured.before:.2f}", flush=True)
    rows = []
    for title, limits in cases(options, calibration):
        start = time.perf_counter()
        conversion = convert(original, layers=options.layers, **limits)
        seconds = time.perf_counter() - start
        value, distance = measured.measure(conversion.file)
        print(
            f"draw {draw}: {title}: {measured.name} {value:.2f}, {distance.of} "
            f"{distance.value:.4f}, {conversion.report['bits_per_weight']:.3f} bits/weight, "
            f"{len(conversion.file)} bytes, {seconds:.0f} s",
            flush=True,
        )
        result = measured.before - value if measured.labelled else value
        rows.append(Row(title, result, distance.value, len(conversion.file), seconds))
    return rows


def cases(
    options: argparse.Namespace, calibration: np.ndarray
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields titles and arguments of conversions."""
    given = {
        "calibration": calibration,
        "effort": options.effort,
        "augment": options.augment,
    }
    for bits in options.bits:
        if not options.calibrated_only:
            yield f"{bits:g} bits, without calibration", {"bits": bits}
        yield f"{bits:g} bits, with calibration", {"bits": bits, **given}
    for budget in options.budgets:
        yield f"budget {budget:,}", {"budget": budget, **given}


def show(rows: list[Row]) -> None:
    """Prints means and deviations over the draws."""
    print("| | lost, or dB | divergence or error | file bytes | seconds |\n|---|---|---|---|---|")
    for case in dict.fromkeys(row.case for row in rows):
        found = [row for row in rows if row.case == case]
        results = [row.result for row in found]
        print(
            f"| {case} | {np.mean(results):.2f} +- {np.std(results):.2f} ({len(found)}) | "
            f"{np.mean([row.distance for row in found]):.4f} | "
            f"{max(row.file_bytes for row in found):,} | {max(row.seconds for row in found):.0f} |"
        )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--bits", type=float, nargs="*", default=[4, 3, 2])
    parser.add_argument("--budgets", type=int, nargs="+", default=[])
    parser.add_argument("--layers")
    parser.add_argument("--effort", default=DEFAULT_EFFORT)
    parser.add_argument("--augment")
    parser.add_argument("--calibrated-only", action="store_true")
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    return parser.parse_args()


if __name__ == "__main__":
    main()
