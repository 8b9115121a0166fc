"""The gallery of the documentation: five tasks, each with its network, data and measurements.

`python -m models.gallery NAME -o FOLDER` writes NAME.keras, NAME.tflite (int8), calibration.npz and
test.npz, to try commands with. `python -m models.gallery NAME --measure` measures files at several
rates and writes docs/gallery/NAME.json, which the documentation draws.
"""

import argparse
import importlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from models.command import stored_path
from seedlite import bench, convert, evaluate
from seedlite.keras.quantize import quantize

PAGES = Path(__file__).resolve().parent.parent / "docs" / "gallery"
BITS = (4, 3, 2, 1)


@dataclass(frozen=True)
class Task:
    """A network of models/, how it is measured, and examples of its inputs: a title, and the
    values, [height, width] of an image or [lines, samples] of curves."""

    network: str
    metric: str
    kind: str  # of examples: image or curves
    examples: Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]]

    def module(self) -> ModuleType:
        return importlib.import_module(f"models.{self.network}")


def _of_class(titles: tuple[str, ...], form: Callable[[np.ndarray], np.ndarray]) -> Any:
    """Returns examples: for each class its first sample."""

    def examples(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
        return {title: form(x[y == kind][0]) for kind, title in enumerate(titles)}

    return examples


def _means(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """The mean of the images of each class, instead of people's faces."""
    titles = ("mean of the others", "mean of the faces")
    return {title: x[y == kind].mean(axis=0)[..., 0] for kind, title in enumerate(titles)}


TASKS = {
    "digits": Task(
        "digits", "accuracy", "image", _of_class(tuple("01234"), lambda image: image[..., 0])
    ),
    "gestures": Task(
        "gestures",
        "accuracy",
        "curves",
        _of_class(("rest", "tap", "shake", "swipe", "circle"), lambda x: x[:, 0].T),
    ),
    "keyword": Task(
        "wake",
        "accuracy",
        "image",
        _of_class(("something else", "the word"), lambda x: x[:, 0].T[::-1]),
    ),
    "anomaly": Task(
        "anomaly",
        "auc",
        "image",
        _of_class(("as it should be", "a fault"), lambda x: x.reshape(4, 40).T[::-1]),
    ),
    "person": Task("person", "accuracy", "image", _means),
}


def calibration(task: Task) -> np.ndarray:
    """Returns samples of the network's input; those of the wake word are clips here, not
    sequences."""
    if task.network == "wake":
        from models import wake_sounds

        return wake_sounds.clips(wake_sounds.TRAINING[:20], 0)[0]
    return task.module().calibration()


def write_files(name: str, folder: Path) -> None:
    task = TASKS[name]
    folder.mkdir(parents=True, exist_ok=True)
    samples = calibration(task)
    x, y = task.module().test_data()
    shutil.copy(stored_path(task.network), folder / f"{name}.keras")
    (folder / f"{name}.tflite").write_bytes(quantize(stored_path(task.network), samples))
    np.savez(folder / "calibration.npz", x=samples)
    np.savez(folder / "test.npz", x=x, y=y)


def measure(name: str) -> dict[str, Any]:
    """Returns what docs/gallery/NAME.json holds: a row for int8 and each rate, and examples."""
    task = TASKS[name]
    x, y = task.module().test_data()
    with tempfile.TemporaryDirectory() as folder:
        write_files(name, Path(folder))
        original = (Path(folder) / f"{name}.tflite").read_bytes()
    files = {"int8": original}
    samples = calibration(task)
    for bits in BITS:
        title = "1 bit" if bits == 1 else f"{bits} bits"
        files[title] = convert(original, bits=bits, calibration=samples).file
    rows = [{"name": title} | _measured(file, x, y, task) for title, file in files.items()]
    examples = [
        {"title": title, "values": np.round(values, 3).tolist()}
        for title, values in task.examples(x, y).items()
    ]
    return {"metric": task.metric, "rows": rows, "kind": task.kind, "examples": examples}


def _measured(file: bytes, x: np.ndarray, y: np.ndarray, task: Task) -> dict[str, Any]:
    value = evaluate(file, (x, y), metric=task.metric).value
    costs = bench(file)
    print(f"{len(file):,} bytes, {task.metric} {value:.4f}, {costs.instructions:,}", flush=True)
    return {
        "file_bytes": len(file),
        "value": value,
        "instructions": costs.instructions,
        "ram_bytes": sum(costs.ram_bytes.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.gallery")
    parser.add_argument("name", choices=TASKS)
    parser.add_argument("-o", "--output", type=Path, help="folder to write files into")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    if options.output:
        write_files(options.name, options.output)
    if options.measure:
        (PAGES / f"{options.name}.json").write_text(json.dumps(measure(options.name)) + "\n")


if __name__ == "__main__":
    main()
