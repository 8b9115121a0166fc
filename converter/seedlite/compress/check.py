"""What `seedlite check` says of files: whether they convert, or all that stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.compress.pipeline import KERAS_SUFFIXES, load_int8
from seedlite.data import Samples
from seedlite.errors import BadInputError, SeedliteError, UsageError
from seedlite.model import ALL_KINDS, border_notes, select_layers
from seedlite.prepare import Reason, prepare
from seedlite.progress import Progress

SUFFIXES = (".tflite", *KERAS_SUFFIXES)
KERAS_SAMPLES = 8  # of noise, to quantize a Keras model with: types and shapes come out the same


@dataclass(frozen=True)
class Verdict:
    """`notes`: what was assumed, and that a model was quantized with noise to look at it."""

    path: Path
    reasons: list[Reason]
    notes: list[str] = field(default_factory=list)

    @property
    def converts(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "converts": self.converts,
            "reasons": [reason.as_json() for reason in self.reasons],
            "notes": self.notes,
        }


def model_files(places: Iterable[Path]) -> list[Path]:
    """The files given, and all models in the folders given. Raises UsageError where there is
    none."""
    found: list[Path] = []
    for place in places:
        if not place.is_dir() or (place / "saved_model.pb").exists():
            found.append(place)
            continue
        models = sorted(p for p in place.rglob("*") if p.suffix in SUFFIXES and p.is_file())
        if not models:
            raise UsageError(f"{place}: no {', '.join(SUFFIXES)} in this folder")
        found += models
    return list(dict.fromkeys(found))


def judge_all(paths: list[Path], progress: Progress | None = None) -> list[Verdict]:
    """A verdict for every file, whatever is in it."""
    verdicts = []
    for number, path in enumerate(paths):
        verdicts.append(judge(path))
        if progress:
            progress(number + 1, len(paths))
    return verdicts


def judge(path: Path) -> Verdict:
    """Whether a file converts. What is wrong with the file itself is a reason too."""
    notes = []
    kept: list[str] = []  # at the border
    try:
        samples = None
        if path.suffix != ".tflite":
            samples = _noise(path)
            notes.append("quantized with noise in order to look at it")
        file = load_int8(path, samples)
        folded, reasons = prepare(file, str(path))
        if not reasons:
            select_layers(folded.model, None, ALL_KINDS)
            kept = border_notes(folded.model)
    except SeedliteError as error:
        return Verdict(path, [_of_error(error, path)])
    return Verdict(path, reasons, notes + folded.notes + kept)


def _noise(path: Path) -> Samples:
    """Samples in the shapes of a Keras model's inputs."""
    from seedlite.keras import load_model

    rng = np.random.default_rng(0)
    shapes = [tuple(x.shape[1:]) for x in getattr(load_model(path), "inputs", None) or []]
    if not shapes or any(None in shape for shape in shapes):
        raise BadInputError(f"{path}: its inputs have open shapes; rebuild it with fixed ones")
    return [rng.standard_normal((KERAS_SAMPLES, *s)).astype(np.float32) for s in shapes]


def _of_error(error: SeedliteError, path: Path) -> Reason:
    """A reason of an error that names the file, its cause and, behind a semicolon, the remedy."""
    words = error.message.removeprefix(f"{path}: ").removeprefix(f"{path} ")
    cause, _, remedy = words.partition("; ")
    return Reason(cause, remedy or "give another file", code=error.code)
