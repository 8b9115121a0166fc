"""The int8 baseline of a float model."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from seedlite.compress.inputs import ConversionSamples
from seedlite.compress.source import ModelSource, Source
from seedlite.data import DataPath, Samples, warn
from seedlite.errors import UsageError
from seedlite.files import check_writable, write_whole
from seedlite.model import PortReport, describe_inputs, describe_outputs, layer_weights, layers
from seedlite.progress import Progress
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class QuantizationReport(Report):
    """The output of `seedlite quantize --json`.

    file_bytes: of the int8 file.
    weights: of all layers.
    inputs, outputs: in the model's order.
    data: interpretation of the samples.
    warnings: doubts about them.
    """

    file_bytes: int
    weights: int
    inputs: list[PortReport]
    outputs: list[PortReport]
    data: dict[str, str]
    warnings: list[str]


@dataclass(frozen=True)
class Quantized:
    """The result of `quantize`. file: a stock int8 `.tflite`."""

    file: bytes = field(repr=False)
    report: QuantizationReport

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Writes the file atomically; `force` overwrites. Raises UsageError, BadInputError."""
        check_writable(Path(path), force)
        write_whole(Path(path), self.file)


def quantize(
    model: ModelSource, calibration: Samples | DataPath, progress: Progress | None = None
) -> Quantized:
    """Returns the int8 `.tflite` that `convert` would begin with. Raises UsageError for a model
    that is int8 already, BadInputError, UnsupportedError, ToolMissingError."""
    source = Source.of(model)
    if source.is_int8:
        raise UsageError(f"{source.place} is int8 already: it is its own baseline")
    given = ConversionSamples.of(False, calibration, None, None)
    original = source.original(given.calibration, progress)
    file, ready = original.given, original.model
    doubts = given.warnings(ready, None)
    warn(doubts)
    return Quantized(
        file,
        QuantizationReport(
            file_bytes=len(file),
            weights=sum(layer_weights(ready, layer).count for layer in layers(ready)),
            inputs=describe_inputs(ready),
            outputs=describe_outputs(ready),
            data=given.descriptions(ready, None),
            warnings=doubts,
        ),
    )
