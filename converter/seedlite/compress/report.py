"""The report of a conversion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedlite.allocate import Allocation, ChoiceReport, RecipeReport, TrialReport
from seedlite.codec import (
    CodedModel,
    EncodedTensor,
    WeightsReport,
    describe_record,
    describe_stored,
)
from seedlite.data import RefinementReport, TrainingReport
from seedlite.model import Layer, Model, PortReport, layer_weights
from seedlite.model import layers as weighted_layers
from seedlite.reports import Report

FLOAT32_BYTES = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedBytes(Report):
    """Bytes of the weights' memory saved, compared with the same weights in either type; negative
    if more are stored."""

    float32: int
    int8: int


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerReport(WeightsReport):
    """The form of a layer's weights. `name`: number and kind; `label`: the source's name of the
    weights; `kind`: conv, depthwise or dense. For drawn weights: `bits` by stored part, and the
    signal-to-noise ratio in dB (None if trained)."""

    name: str
    label: str
    kind: str
    bits: dict[str, int] | None = None
    snr_db: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ConversionReport(Report):
    """The output of `seedlite convert --json`.

    method: unitary, layer, batch or seeded.
    file_bytes, original_bytes: of the centralized file and of the int8 file before it.
    memory_saved_bytes: of the weights.
    weights: regenerated ones; considered_weights: with the other candidates.
    central_weights: means and spreads, or batches of seed bits, in the file.
    bits_per_weight: stored per weight considered; 8 for those that stay int8.
    file_bits_per_weight: of the whole file, per weight of the model; None without weights.
    layers: all with weights, in the graph's order.
    recipe: reproduces the file (methods seeded and batch).
    choice: the limits, and the candidates of every layer (methods seeded and batch).
    trials: files measured to keep a limit of loss.
    metric, value, ..., drop_unit: if there is data to measure on; see Comparison.
    removed_channels: channels that were constant for every input.
    folded_operators: number removed, by name.
    notes: assumptions, and parts that stay unchanged.
    inputs, outputs: in the model's order.
    training: if trained.
    refinement: the short training after the search, if there was one.
    data: interpretation of the samples, by parameter.
    warnings: doubts about the samples or the result.
    """

    method: str
    file_bytes: int
    original_bytes: int
    memory_saved_bytes: SavedBytes
    weights: int
    central_weights: int
    considered_weights: int
    bits_per_weight: float
    file_bits_per_weight: float | None
    layers: list[LayerReport]
    recipe: RecipeReport | None = None
    choice: ChoiceReport | None = None
    trials: list[TrialReport] | None = None
    metric: str | None = None
    value: float | None = None
    accuracy: float | None = None
    original_value: float | None = None
    original_accuracy: float | None = None
    drop: float | None = None
    drop_unit: str | None = None
    removed_channels: int
    folded_operators: dict[str, int]
    notes: list[str]
    inputs: list[PortReport]
    outputs: list[PortReport]
    training: TrainingReport | None = None
    refinement: RefinementReport | None = None
    data: dict[str, str]
    warnings: list[str]


def saved_bytes(coded: CodedModel) -> SavedBytes:
    weights, stored = _sizes(coded)
    return SavedBytes(float32=FLOAT32_BYTES * weights - stored, int8=weights - stored)


def describe_file(allocation: Allocation, original: bytes, method: str) -> Mapping[str, Any]:
    """Returns the fields of a ConversionReport on the file and the choices."""
    made, coded = allocation.encoded, allocation.encoded.coded
    weights, stored = _sizes(coded)
    considered = weights + made.stored_weights
    in_model = sum(layer_weights(coded.model, x).count for x in weighted_layers(coded.model))
    batches = sum(p.encoded.record.batches for p in coded.parts)
    return {
        "method": method,
        "file_bytes": len(made.file),
        "original_bytes": len(original),
        "memory_saved_bytes": saved_bytes(coded),
        "weights": weights,
        "central_weights": 1 if method == "unitary" else batches,
        "considered_weights": considered,
        "bits_per_weight": 8 * (stored + made.stored_weights) / considered if considered else 8.0,
        "file_bits_per_weight": 8 * len(made.file) / in_model if in_model else None,
        "layers": _layer_reports(coded),
        "recipe": allocation.recipe,
        "choice": allocation.choice,
        "trials": allocation.trials,
    }


def _sizes(coded: CodedModel) -> tuple[int, int]:
    """Returns the number of regenerated weights, and the bytes stored for them."""
    encoded = [part.encoded for part in coded.parts]
    return sum(x.record.count for x in encoded), sum(len(x.encoded) for x in encoded)


def _layer_reports(coded: CodedModel) -> list[LayerReport]:
    by_place = {part.layer.place: part.encoded for part in coded.parts}
    return [
        _layer_report(coded.model, layer, by_place.get(layer.place))
        for layer in weighted_layers(coded.model)
    ]


def _layer_report(model: Model, layer: Layer, encoded: EncodedTensor | None) -> LayerReport:
    named: dict[str, Any] = {"name": layer.name, "label": layer.label, "kind": layer.kind}
    if encoded is None:
        return LayerReport(**named, **describe_stored(layer_weights(model, layer).count))
    described = describe_record(encoded.record, len(encoded.encoded))
    return LayerReport(**named, **described, bits=encoded.parts, snr_db=encoded.snr_db)
