"""Measures savings and loss by pruning, on our small networks of handwritten digits.

    python -m tools.measure_pruning digits mobile_digits --shares 0 0.5 0.75

Trains with seed bits and shares of the weights zero; counts instructions in QEMU and accuracies on
the 1,000 test images.
"""

import argparse
from collections.abc import Iterator
from importlib import import_module

import numpy as np

from models.command import stored_path
from seedlite import convert
from seedlite.boards.benchmark import bench
from seedlite.data.training import Training
from tools.pages import print_table

BOARD = "mps2-an386"
COLUMNS = ("network", "pruned", "accuracy", "file bytes", "skipped multiplications", "instructions")


def measured(name: str, share: float, bits: float, epochs: int, seed: int) -> dict[str, float]:
    network = import_module(f"models.{name}")
    training = Training(network.train_data(), epochs=epochs, mini_batch=128, prune=share)
    path, test = stored_path(name), network.test_data()
    conversion = convert(path, bits=bits, train=training, evaluation=test, seed=seed)
    report = bench(conversion.file, BOARD)
    return {
        "accuracy": conversion.report["accuracy"],
        "bytes": len(conversion.file),
        "skipped": report["skipped_macs"] / report["macs"],
        "instructions": report["instructions"],
    }


def rows(options: argparse.Namespace) -> Iterator[list[str]]:
    """Yields means over the seeds."""
    for name in options.networks:
        dense = None
        for share in options.shares:
            found = [
                measured(name, share, options.bits, options.epochs, seed) for seed in options.seeds
            ]
            mean = {key: float(np.mean([one[key] for one in found])) for key in found[0]}
            dense = dense or mean["instructions"]
            yield [
                name,
                f"{100 * share:g} %",
                f"{100 * mean['accuracy']:.1f} %",
                f"{mean['bytes']:,.0f}",
                f"{100 * mean['skipped']:.0f} %",
                f"{mean['instructions']:,.0f} ({mean['instructions'] / dense:.2f})",
            ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="+", choices=["digits", "mobile_digits"])
    parser.add_argument("--shares", type=float, nargs="+", default=[0, 0.5, 0.75])
    parser.add_argument("--bits", type=float, default=2)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    print_table(COLUMNS, rows(parser.parse_args()))


if __name__ == "__main__":
    main()
