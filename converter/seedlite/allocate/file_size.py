"""Predicts the size of a file before the long search for its seed bits."""

from collections.abc import Sequence

import numpy as np

from seedlite.allocate.coder import Int8Plan, LayerCoder, LayerPlan, centralized, stored_bits
from seedlite.allocate.file_form import FileForm
from seedlite.codec import CentralizedLayer, CodedModel, EncodedTensor
from seedlite.model import Model, layer_weights, weights_index
from seedlite.search import CentralizedPlan


def file_bytes(coder: LayerCoder, plans: Sequence[LayerPlan], form: FileForm) -> int:
    """Returns the bytes of the coder's model stored by `plans`. The real file differs only if it
    holds equal data, which is written once."""
    parts = []
    for layer, plan in zip(*centralized(coder.layers, plans), strict=True):
        weights = weights_index(coder.model, layer)
        parts.append(CentralizedLayer(layer, _filled(coder.model, weights, plan)))
    return len(form.pack(CodedModel(parts, coder.model)))


def record_bits(coder: LayerCoder, plans: Sequence[LayerPlan]) -> list[int]:
    """Measures a LayerCoder's `record_bits` by packing. plans: one per layer, with a record."""
    whole, found = file_bytes(coder, plans, FileForm()), []
    for number, layer in enumerate(coder.layers):
        stored = Int8Plan(layer_weights(coder.model, layer).count)
        without = file_bytes(coder, [*plans[:number], stored, *plans[number + 1 :]], FileForm())
        weights = stored_bits(plans[number]) - stored_bits(stored)
        found.append(8 * (whole - without) - weights)
    return found


def smallest_plans(coder: LayerCoder) -> list[LayerPlan]:
    """Returns the plans of the smallest file; layers stay int8 if they may and a record takes
    more."""
    plans: list[LayerPlan] = []
    every = zip(coder.smallest(), coder.candidates(coder.lowest), coder.record_bits, strict=True)
    for smallest, candidates, record in every:
        least = stored_bits(smallest) + record
        smaller = [p for p in candidates if isinstance(p, Int8Plan) and stored_bits(p) < least]
        plans.append(smaller[0] if smaller else smallest)
    return plans


def _filled(model: Model, tensor: int, plan: CentralizedPlan) -> EncodedTensor:
    """Fills in random bytes of the planned length for seed bits, different for every tensor."""
    if isinstance(plan, EncodedTensor):
        return plan
    scales = plan.tensor.channels if plan.record.row_code_bits else 1
    scale = np.float32(model.tensors[tensor].scales.mean())
    return EncodedTensor(
        name=plan.tensor.name,
        record=plan.record,
        encoded=np.random.default_rng(tensor).bytes(plan.stored_bits // 8),
        scale=scale,
        channel_scales=np.full(scales, scale),
        weights=np.zeros(plan.tensor.values.shape, np.int8),
    )
