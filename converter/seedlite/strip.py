"""Drops what no interpreter needs from a model: names, unused operators, tensors and metadata."""

from dataclasses import replace

from seedlite.tflite import Model, Operator


def strip(model: Model, keep_names: bool = False) -> Model:
    """A copy without operators whose outputs nobody uses, tensors that no operator uses, metadata,
    and (unless asked to keep them) names. Tensors are numbered anew, in the old order."""
    operators = _used_operators(model)
    used = {t for o in operators for t in (*o.inputs, *o.outputs) if t >= 0}
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
            for o in operators
        ],
        inputs=[number[t] for t in model.inputs],
        outputs=[number[t] for t in model.outputs],
    )


def _used_operators(model: Model) -> list[Operator]:
    """Those that an output of the model depends on, and those without outputs, which do something
    else."""
    needed, kept = set(model.outputs), []
    for operator in reversed(model.operators):
        if not operator.outputs or needed & set(operator.outputs):
            needed |= set(operator.inputs)
            kept.append(operator)
    return kept[::-1]
