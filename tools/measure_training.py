"""Measures the loss by centralization after centralization-aware training.

    python -m tools.measure_training base.keras --data cifar-10-batches-bin --bits 3 2 1.5 1
    python -m tools.measure_training models/mlp_poker_hand.keras --dataset poker_hand \
        --data FILE --bits 2 1 --epochs 100
    python -m tools.measure_training models/shufflenetv2_cifar10.keras --data FILE --bits \
        --budgets 75000
    python -m tools.measure_training models/squeezenet_letters.keras --dataset letters \
        --data FILE --bits --batch-sizes 5000 --moved-copies 8 --epochs 40

Every seed draws its own calibration samples and mini-batches, augmented where the data set's module
in models/datasets has an augmentation. Accuracies are measured on the whole test set with the host
runtime; --moved-copies enlarges a small test by copies of its images, shifted by up to two pixels.
Rows are appended to --results as they come; existing rows are not measured again.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from models.datasets import NAMES, dataset
from models.datasets.augmentation import enlarged
from seedlite import convert
from seedlite.data.training import MINI_BATCH, Training

CALIBRATION_SAMPLES, MOST_HELD_OUT = 512, 2000
Arrays = tuple[np.ndarray, np.ndarray]  # x and y
Limit = dict[str, float]  # bits, budget or batch_size


class Measured:
    """A network and its data."""

    def __init__(self, options: argparse.Namespace):
        data = dataset(options.dataset)
        self._base = options.base
        self._epochs = options.epochs
        self._mini_batch = options.mini_batch
        self._augmented = getattr(data, "augmented", None)
        self._moved_copies = options.moved_copies
        self._whole, test = data.load(options.data)
        self._test = enlarged(test, self._moved_copies) if self._moved_copies else test

    def measure(self, limit: Limit, seed: int) -> dict[str, Any]:
        x, y = self._whole
        order = np.random.default_rng(seed).permutation(len(x))
        held = min(MOST_HELD_OUT, len(x) // 10)
        held_out, trained = ((x[part], y[part]) for part in (order[:held], order[held:]))
        start = time.perf_counter()
        conversion = convert(
            self._base,
            calibration=trained[0][:CALIBRATION_SAMPLES].astype(np.float32),
            train=self._training(trained, held_out, seed),
            evaluation=self._test,
            seed=seed,
            method="batch" if "batch_size" in limit else None,
            **limit,
        )
        report = conversion.report
        keys = ("original_accuracy", "accuracy", "drop", "bits_per_weight", "file_bytes")
        return {
            "base": self._base.name,
            "limit": limit,
            "seed": seed,
            "epochs": self._epochs,
            "mini_batch": self._mini_batch,
            "moved_copies": self._moved_copies,
            "seconds": round(time.perf_counter() - start),
            **{key: report[key] for key in keys},
            "recipe": report["recipe"],
        }

    def _training(self, trained: Arrays, held_out: Arrays, seed: int) -> Training:
        data: Any = trained
        if self._augmented is not None:
            data = self._augmented(trained, self._mini_batch, seed)
        return Training(data, held_out, self._epochs, self._mini_batch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path, help="Keras model")
    parser.add_argument("--dataset", choices=NAMES, default="cifar10")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bits", type=float, nargs="*", default=[3, 2, 1.5, 1])
    parser.add_argument("--budgets", type=int, nargs="+", default=[], help="bytes of the file")
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[], help="statistics alone")
    parser.add_argument("--moved-copies", type=int, default=0, help="of each test image")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--mini-batch", type=int, default=MINI_BATCH)
    parser.add_argument("--results", type=Path, default=Path("training.jsonl"))
    options = parser.parse_args()
    measured = Measured(options)
    limits: list[Limit] = [{"bits": bits} for bits in options.bits]
    limits += [{"budget": budget} for budget in options.budgets]
    limits += [{"batch_size": size} for size in options.batch_sizes]
    for seed in options.seeds:
        for limit in limits:
            if not is_done(options, limit, seed):
                row = measured.measure(limit, seed)
                with options.results.open("a") as file:
                    print(json.dumps(row), file=file)
    show(rows(options.results))


def rows(results: Path) -> list[dict[str, Any]]:
    # rows of before did not tell their mini-batches, of 128, nor that no test image was moved
    before = {"mini_batch": 128, "moved_copies": 0}
    return [before | json.loads(line) for line in results.read_text().splitlines()]


def is_done(options: argparse.Namespace, limit: Limit, seed: int) -> bool:
    wanted = {"base": options.base.name, "limit": limit, "seed": seed}
    wanted |= {key: getattr(options, key) for key in ("epochs", "mini_batch", "moved_copies")}
    return options.results.exists() and any(
        wanted.items() <= row.items() for row in rows(options.results)
    )


def show(measured: list[dict[str, Any]]) -> None:
    print("| base | limit | lost, points | file bytes | seconds |\n|---|---|---|---|---|")
    for case in dict.fromkeys(map(case_of, measured)):
        found = [row for row in measured if case_of(row) == case]
        drops = [row["drop"] for row in found]
        seconds = max(row["seconds"] for row in found)
        print(
            f"| {' | '.join(case)} | {np.mean(drops):.2f} +- {np.std(drops):.2f} ({len(drops)}) | "
            f"{found[0]['file_bytes']:,} | {seconds} |"
        )


def case_of(row: dict[str, Any]) -> tuple[str, str]:
    ((of, limit),) = row["limit"].items()
    form = f"{row['base']}, {row['epochs']} epochs, mini-batches of {row['mini_batch']}"
    moved = f", with {row['moved_copies']} moved copies of the test" if row["moved_copies"] else ""
    return form + moved, f"{limit:,g} {of}"


if __name__ == "__main__":
    main()
