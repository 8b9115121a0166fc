"""Drops what no interpreter needs from a model: names but those of its inputs and outputs, unused
tensors and metadata, but for what remembers its borders."""

from dataclasses import replace

from seedlite.format.constants import PORTS_NAME
from seedlite.model.graph import Model


def strip(model: Model, keep_names: bool = False) -> Model:
    """A copy without tensors that no operator uses, metadata other than borders, and (unless
    asked to keep them) names of tensors other than inputs and outputs. Tensors are numbered anew,
    in the old order."""
    ports = {*model.inputs, *model.outputs}
    kept = sorted(model.used_tensors)
    number = {old: new for new, old in enumerate(kept)} | {-1: -1}
    return Model(
        tensors=[
            model.tensors[t] if keep_names or t in ports else replace(model.tensors[t], name="")
            for t in kept
        ],
        operators=[
            replace(o, inputs=[number[t] for t in o.inputs], outputs=[number[t] for t in o.outputs])
            for o in model.operators
        ],
        inputs=[number[t] for t in model.inputs],
        outputs=[number[t] for t in model.outputs],
        metadata={n: data for n, data in model.metadata.items() if n == PORTS_NAME},
    )
