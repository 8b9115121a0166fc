"""What a file holds: its records and sizes, layer by layer."""

from typing import Any

from seedlite.codec import (
    RecordedTensor,
    describe_record,
    describe_stored,
    is_centralized,
    recorded_tensors,
)
from seedlite.interpreters import verify
from seedlite.model import WEIGHTS, describe_inputs, describe_outputs, layers
from seedlite.prepare import deployable, ready_model


def inspect(file: bytes, source: str) -> dict[str, Any]:
    """The report that `seedlite inspect --json` prints. Raises BadInputError for a damaged file."""
    model = ready_model(file, source)  # operators as `convert` counts them
    centralized = is_centralized(model)
    records = recorded_tensors(file, model) if centralized else []
    arena = verify(deployable(file, source))
    by_operator = {r.layer.operator: r for r in records}
    tensors = []
    for layer in layers(model):
        tensor = model.tensors[model.operators[layer.operator].inputs[WEIGHTS]]
        row = {"layer": layer.name, "label": layer.label, "shape": list(tensor.shape)}
        recorded = by_operator.get(layer.operator)
        tensors.append(row | (_recorded(recorded) if recorded else describe_stored(tensor.count)))
    weights = sum(t["weights"] for t in tensors)
    regenerated = [t for t in tensors if t["form"] != "stored"]
    return {
        "file_bytes": len(file),
        "centralized": centralized,
        "weights": weights,
        "bits_per_weight": (
            8 * sum(t["bytes"] for t in regenerated) / sum(t["weights"] for t in regenerated)
            if regenerated
            else 8.0
        ),
        "host_arena_bytes": arena,
        "inputs": describe_inputs(model),
        "outputs": describe_outputs(model),
        "tensors": tensors,
    }


def _recorded(recorded: RecordedTensor) -> dict[str, Any]:
    record = recorded.record
    return describe_record(record, len(recorded.encoded)) | {
        "seed": record.seed,
        "row_code_bits": record.row_code_bits,
        "zero_weights": int((recorded.weights == 0).sum()),
    }
