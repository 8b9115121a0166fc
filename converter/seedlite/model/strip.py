"""Drops what no interpreter needs: unused tensors and variables, metadata except borders, names of
inner tensors."""

from dataclasses import replace

from seedlite.format.constants import PORTS_NAME
from seedlite.model.graph import Model


def strip(model: Model, keep_names: bool = False) -> Model:
    """Returns a copy without unused tensors and variables, metadata other than borders and, unless
    `keep_names`, names of tensors other than inputs and outputs. Tensors keep their order."""
    ports = {*model.inputs, *model.outputs}
    kept = sorted(model.used_tensors)
    handled = {o.variable for o in model.operators}
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
        variables={n: value for n, value in model.variables.items() if n in handled},
        subgraphs=model.subgraphs,
    )
