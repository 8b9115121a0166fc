"""Measures the loss by centralization on CIFAR-10 after centralization-aware training.

    python -m tools.measure_training base.keras --data cifar-10-batches-bin --bits 3 2 1.5 1

Every seed draws its own calibration images and mini-batches. Accuracies are measured on the whole
test set with the host runtime. Rows are appended to --results as they come; existing rows are not
measured again.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from models.datasets import cifar10
from seedlite import convert
from seedlite.data.training import Training

CALIBRATION_IMAGES, HELD_OUT_IMAGES = 512, 2000
MINI_BATCH = 128


def measure(
    base: Path, split: cifar10.Split, test: cifar10.Split, bits: float, seed: int, epochs: int
) -> dict[str, Any]:
    order = np.random.default_rng(seed).permutation(len(split.x))
    held_out, trained = (
        cifar10.Split(split.x[part], split.y[part])
        for part in (order[:HELD_OUT_IMAGES], order[HELD_OUT_IMAGES:])
    )
    training = Training(cifar10.augmented(trained, MINI_BATCH, seed), held_out, epochs)
    start = time.perf_counter()
    conversion = convert(
        base,
        bits=bits,
        calibration=trained.x[:CALIBRATION_IMAGES],
        train=training,
        evaluation=test,
        seed=seed,
    )
    report = conversion.report
    keys = ("original_accuracy", "accuracy", "drop", "bits_per_weight", "file_bytes")
    return {
        "base": base.name,
        "bits": bits,
        "seed": seed,
        "epochs": epochs,
        "seconds": round(time.perf_counter() - start),
        **{key: report[key] for key in keys},
        "recipe": report["recipe"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path, help="Keras model of CIFAR-10 images, 0 ... 255")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bits", type=float, nargs="+", default=[3, 2, 1.5, 1])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--results", type=Path, default=Path("training.jsonl"))
    options = parser.parse_args()
    split, test = cifar10.load(options.data)
    for seed in options.seeds:
        for bits in options.bits:
            if not is_done(options, bits, seed):
                row = measure(options.base, split, test, bits, seed, options.epochs)
                with options.results.open("a") as file:
                    print(json.dumps(row), file=file)
    show(rows(options.results))


def rows(results: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in results.read_text().splitlines()]


def is_done(options: argparse.Namespace, bits: float, seed: int) -> bool:
    wanted = (options.base.name, bits, seed, options.epochs)
    return options.results.exists() and any(
        wanted == (row["base"], row["bits"], row["seed"], row["epochs"])
        for row in rows(options.results)
    )


def show(measured: list[dict[str, Any]]) -> None:
    print("| base | bits | lost, points | file bytes | seconds |\n|---|---|---|---|---|")
    for base, bits in sorted({(row["base"], row["bits"]) for row in measured}, reverse=True):
        found = [row for row in measured if (row["base"], row["bits"]) == (base, bits)]
        drops = [row["drop"] for row in found]
        seconds = max(row["seconds"] for row in found)
        print(
            f"| {base} | {bits:g} | {np.mean(drops):.2f} +- {np.std(drops):.2f} ({len(drops)}) | "
            f"{found[0]['file_bytes']:,} | {seconds} |"
        )


if __name__ == "__main__":
    main()
