"""Judges files for `seedlite check`: whether they convert, or all obstacles."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.compress.source import KERAS_SUFFIXES, TFLITE_SUFFIX, ModelSource, Source
from seedlite.data import Samples, ports
from seedlite.errors import BadInputError, SeedliteError, UsageError
from seedlite.model import ALL_KINDS, Model, border_notes, select_layers
from seedlite.prepare import Reason, prepare
from seedlite.progress import Progress
from seedlite.reports import Report

SUFFIXES = (TFLITE_SUFFIX, *KERAS_SUFFIXES)
NOISE_SAMPLES = 8  # that quantize a model: types and shapes do not depend on them


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdict(Report):
    """Whether the model in a `file` converts, or all `reasons` why not. `notes`: assumptions, and
    whether random samples quantized the model."""

    file: str
    converts: bool
    reasons: list[Reason] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def model_files(places: Iterable[Path]) -> list[Path]:
    """Returns the given files and all models in the given folders. Raises UsageError if there are
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
    """Returns a verdict for every file, whatever its content."""
    verdicts = []
    for number, path in enumerate(paths):
        verdicts.append(check(path))
        if progress:
            progress(number + 1, len(paths))
    return verdicts


def check(model: ModelSource) -> Verdict:
    """Tells whether a model converts: a path, the bytes of a `.tflite`, or a Keras model. A fault
    of the file itself is a reason too."""
    source, notes = Source.of(model), []
    place = source.place
    kept: list[str] = []  # conversions at the border
    try:
        samples = None
        if not source.is_int8:
            samples = _noise(source)
            notes.append("quantized with random inputs, to look at its operators alone")
        folded, reasons = prepare(source.int8(samples), place)
        if not reasons:
            select_layers(folded.model, None, ALL_KINDS)
            kept = border_notes(folded.model) + _ports(folded.model)
    except SeedliteError as error:
        return Verdict(file=place, converts=False, reasons=[_of_error(error, place)])
    notes += folded.notes + kept
    return Verdict(file=place, converts=not reasons, reasons=reasons, notes=notes)


def _ports(model: Model) -> list[str]:
    """Returns a sentence if there are several inputs or outputs."""
    inputs, outputs = len(model.inputs), len(model.outputs)
    if inputs == outputs == 1:
        return []
    return [
        f"inputs: {inputs}, outputs: {outputs}; `convert`, `bench` and `export` take any number, "
        "`run`, `evaluate` and `build` one of each"
    ]


def _noise(source: Source) -> Samples:
    """Returns random samples in the shapes of a model's inputs."""
    shapes = _input_shapes(source)
    if not shapes or any(None in shape for shape in shapes):
        raise BadInputError(
            f"{source.place}: its inputs have open shapes; rebuild it with fixed ones"
        )
    rng = np.random.default_rng(0)
    return [rng.standard_normal((NOISE_SAMPLES, *s)).astype(np.float32) for s in shapes]


def _input_shapes(source: Source) -> list[tuple[Any, ...]]:
    """The shapes of a model's inputs, without the batch; open extents are None."""
    if source.float_graph is not None:
        return [shape for _, shape in ports(source.float_graph)]
    from seedlite.keras import load_model

    model: Any = load_model(source.model) if isinstance(source.model, Path) else source.model
    return [tuple(x.shape[1:]) for x in getattr(model, "inputs", None) or []]


def _of_error(error: SeedliteError, place: str) -> Reason:
    """Converts an error, "cause; remedy", to a reason."""
    words = error.message.removeprefix(f"{place}: ").removeprefix(f"{place} ")
    cause, _, remedy = words.partition("; ")
    return Reason(cause, remedy or "give another file", code=error.code)
