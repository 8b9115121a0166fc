"""Reports a file's content: records and sizes by layer."""

from dataclasses import dataclass
from typing import Any

from seedlite.codec import (
    RecordedTensor,
    WeightsReport,
    describe_record,
    describe_stored,
    is_centralized,
    recorded_tensors,
)
from seedlite.interpreters import Runtime
from seedlite.model import (
    Layer,
    PortReport,
    Tensor,
    describe_inputs,
    describe_outputs,
    layer_weights,
    layers,
)
from seedlite.prepare import deploy
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class InspectedTensor(WeightsReport):
    """The weights of a `layer`, given by number and kind; `label`: the source's name of them. For
    records: the `seed`, the bits of each channel's scale code (0: one scale for all), and the
    number of zero weights."""

    layer: str
    label: str
    shape: list[int]
    seed: int | None = None
    row_code_bits: int | None = None
    zero_weights: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Inspection(Report):
    """The content of a file.

    file_bytes: of the whole file.
    centralized: whether some weights are regenerated.
    weights: of all layers.
    bits_per_weight: of regenerated weights; 8 if there are none.
    host_arena_bytes: needed by the runtime on this machine.
    state_bytes: of values that live between inferences, if there are any.
    inputs, outputs: in the model's order.
    tensors: the layers' weights, in the graph's order.
    """

    file_bytes: int
    centralized: bool
    weights: int
    bits_per_weight: float
    host_arena_bytes: int
    state_bytes: int | None = None
    inputs: list[PortReport]
    outputs: list[PortReport]
    tensors: list[InspectedTensor]


def inspect(file: bytes, source: str = "model") -> Inspection:
    """Returns the content of a file. Raises BadInputError for a damaged one."""
    ready = deploy(file, source)
    model = ready.model  # operators as `convert` counts them
    runtime = Runtime(ready.file)
    centralized = is_centralized(model)
    records = recorded_tensors(ready.file, model) if centralized else []
    by_place = {r.layer.place: r for r in records}
    tensors = [_inspected(x, layer_weights(model, x), by_place.get(x.place)) for x in layers(model)]
    regenerated = [t for t in tensors if t.form != "stored"]
    return Inspection(
        file_bytes=len(file),
        centralized=centralized,
        weights=sum(t.weights for t in tensors),
        bits_per_weight=(
            8 * sum(t.bytes for t in regenerated) / sum(t.weights for t in regenerated)
            if regenerated
            else 8.0
        ),
        host_arena_bytes=runtime.arena_bytes,
        state_bytes=runtime.program.state_bytes or None,
        inputs=describe_inputs(model),
        outputs=describe_outputs(model),
        tensors=tensors,
    )


def _inspected(layer: Layer, tensor: Tensor, recorded: RecordedTensor | None) -> InspectedTensor:
    named: dict[str, Any] = {"layer": layer.name, "label": layer.label, "shape": list(tensor.shape)}
    if recorded is None:
        return InspectedTensor(**named, **describe_stored(tensor.count))
    record = recorded.record
    return InspectedTensor(
        **named,
        **describe_record(record, len(recorded.encoded)),
        seed=record.seed,
        row_code_bits=record.row_code_bits,
        zero_weights=int((recorded.weights == 0).sum()),
    )
