"""Measures one network. Rows are appended as they come; existing ones are not measured again."""

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from models.command import stored_path
from models.datasets.augmentation import enlarged
from models.study.plans import DENSE, StudyPlan
from seedlite.cli.output import progress
from seedlite.compress.inputs import CALIBRATION_SAMPLES
from seedlite.data.training import Training
from seedlite.files import write_whole
from seedlite.study.network import StudiedNetwork
from seedlite.study.sensitivity import measure_sensitivity
from seedlite.study.sweeping.sweep import sweep

SEEDED_BITS = (2.0,)


def measure(plan: StudyPlan, data: Path, folder: Path, workers: int) -> list[Path]:
    """Returns the files of the plan's results that are in `folder` then."""
    train, test = plan.data.load(data)
    calibration = Training(train).samples(CALIBRATION_SAMPLES).astype(np.float32)
    results = plan.results(folder)
    with tempfile.TemporaryDirectory(prefix="seedlite-") as temporary:
        samples = Path(temporary) / "test.npz"
        np.savez(samples, x=test.x, y=test.y)

        def run(output: Path, what: str, **options: Any) -> None:
            with progress(f"{plan.name}: {what}") as advance:
                sweep(
                    stored_path(plan.name), samples, output, calibration=calibration, resume=True,
                    workers=workers, progress=advance, **options,
                )  # fmt: skip

        def run_dense(what: str, **options: Any) -> None:
            if plan.dense_epochs is not None:
                options |= {"layers": DENSE, "batch_sizes": (plan.batch_size,)}
                run(results[1], f"dense layers, {what}", methods=("batch",), **options)

        if not results[2].exists():
            network = StudiedNetwork.load(stored_path(plan.name), samples, calibration, plan.limit)
            with progress(f"{plan.name}: disturbed layers") as advance:
                report = measure_sensitivity(network, seeds=plan.seeds, progress=advance)
            write_whole(results[2], json.dumps(report, indent=1).encode() + b"\n")
        if plan.moved_copies:
            train = enlarged(train, plan.moved_copies)
        _sweep(plan, tuple(train), partial(run, results[0]), run_dense)
    return [path for path in results if path.exists()]


def _sweep(
    plan: StudyPlan,
    train: tuple[Any, Any],
    run: Callable[..., None],
    run_dense: Callable[..., None],
) -> None:
    """Runs the most important sweeps first."""

    def training(epochs: int | None) -> dict[str, Any]:
        return {"train": Training(train, epochs=epochs, mini_batch=plan.mini_batch)}

    own = {"methods": ("batch",), "batch_sizes": (plan.batch_size,)} | training(plan.epochs)
    swept = {"methods": plan.trained_methods, "batch_sizes": plan.trained_batch_sizes}
    run("post-training", batch_sizes=plan.batch_sizes, bits=SEEDED_BITS)
    run_dense("post-training")
    run("trained", **own)
    run_dense("trained", **training(plan.dense_epochs))
    run("trained", bits=SEEDED_BITS, **swept, **training(plan.sweep_epochs))
    run("more seeds", seeds=plan.seeds, **own)
    run_dense("more seeds", seeds=plan.seeds, **training(plan.dense_epochs))
