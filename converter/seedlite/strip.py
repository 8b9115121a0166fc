"""Drops what no interpreter needs from a model: names, unused tensors and metadata."""

from dataclasses import replace

from seedlite.tflite import Model


def strip(model: Model, keep_names: bool = False) -> Model:
    """A copy without tensors that no operator uses, metadata, and (unless asked to keep them)
    names. Tensors are numbered anew, in the old order."""
    used = {t for o in model.operators for t in (*o.inputs, *o.outputs) if t >= 0}
    used |= {*model.inputs, *model.outputs}
    kept = sorted(used)
    number = {old: new for new, old in enumerate(kept)} | {-1: -1}
    return Model(
        tensors=[
            replace(model.tensors[t], name=model.tensors[t].name if keep_names else "")
            for t in kept
        ],
        operators=[
            replace(o, inputs=[number[t] for t in o.inputs], outputs=[number[t] for t in o.outputs])
            for o in model.operators
        ],
        inputs=[number[t] for t in model.inputs],
        outputs=[number[t] for t in model.outputs],
    )
