"""Candidates of the batch method: batch sizes."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from seedlite.allocate.coder import Int8Plan, LayerPlan, may_stay_int8
from seedlite.allocate.file_size import record_bits
from seedlite.allocate.recipe import Form
from seedlite.codec import CentralizedLayer, CodedModel, EncodedTensor, weight_tensor
from seedlite.errors import DoesNotFitError
from seedlite.model import Layer, Model
from seedlite.model import layers as layers_of
from seedlite.progress import Progress
from seedlite.search import Arenas, derived_seed, encode_batches, output_sensitivities, thinned

BATCH_SIZES = (5, 10, 20, 50, 100, 200, 500, 1000)  # besides the whole layer


class BatchCoder:
    """A LayerCoder of batch-wise statistics. Without samples all layers are equally sensitive."""

    tolerance = 0.0
    remedy = "Take `method` seeded"
    alternative = None

    def __init__(self, model: Model, layers: list[Layer], samples: np.ndarray | None, seed: int):
        """samples: int8 [n, ...input shape] or None."""
        self.model, self.layers = model, layers
        self._samples = samples
        # by the layer's number in the model: independent of the other chosen layers
        every = layers_of(model)
        self._seeds = [derived_seed(seed, every.index(layer)) for layer in layers]
        self._tensors = [weight_tensor(model, layer) for layer in layers]
        self.weights = sum(tensor.values.size for tensor in self._tensors)

    @cached_property
    def lowest(self) -> float:
        return 8 * sum(len(one.encoded) for one in self.smallest()) / self.weights

    @cached_property
    def highest(self) -> float:
        most = 8 * sum(len(sizes[0].encoded) for sizes in self._encodings) / self.weights
        return max(most, 8.0) if may_stay_int8(self.layers, self._samples) else most

    @cached_property
    def sensitivities(self) -> list[float]:
        if self._samples is None:
            return [1.0] * len(self.layers)

        def trial(number: int, states: Arenas) -> tuple[CentralizedLayer, float]:
            finest = self._encodings[number][0]
            return CentralizedLayer(self.layers[number], finest), _relative_error(finest)

        samples = thinned(self.model, self._samples)
        found = output_sensitivities(self.model, self.layers, samples, trial)
        return [sensitivity.whole for sensitivity in found]

    @cached_property
    def record_bits(self) -> list[int]:
        if not may_stay_int8(self.layers, self._samples):
            return [0] * len(self.layers)
        return record_bits(self, self.smallest())

    def candidates(self, bits: float) -> list[list[LayerPlan]]:
        stored = may_stay_int8(self.layers, self._samples)
        return [
            [*sizes, Int8Plan(tensor.values.size)] if stored else [*sizes]
            for sizes, tensor in zip(self._encodings, self._tensors, strict=True)
        ]

    def damage(self, number: int, plan: LayerPlan) -> float:
        if not isinstance(plan, EncodedTensor):
            return 0.0
        return self.sensitivities[number] * _relative_error(plan)

    def fallback(self, bits: float) -> list[EncodedTensor]:
        if bits >= self.lowest:  # the knapsack rounds costs up and may miss this
            return self.smallest()
        raise DoesNotFitError(
            f"{bits:.3f} bits per weight are fewer than a mean and a spread for every layer take"
        )

    def smallest(self) -> list[EncodedTensor]:
        return [sizes[-1] for sizes in self._encodings]

    def plan(self, number: int, form: Form) -> EncodedTensor:
        assert form.batch_size is not None
        return encode_batches(self._tensors[number], form.batch_size, self._seeds[number])

    def encode(self, plans: Sequence[LayerPlan], progress: Progress | None) -> CodedModel:
        if progress:
            progress(self.weights, self.weights)
        pairs = zip(self.layers, plans, strict=True)
        parts = [
            CentralizedLayer(layer, one) for layer, one in pairs if isinstance(one, EncodedTensor)
        ]
        return CodedModel(parts, self.model)

    @cached_property
    def _encodings(self) -> list[list[EncodedTensor]]:
        """Each layer encoded with every batch size, ascending; the last batch is the whole
        layer."""
        return [
            [
                self.plan(number, Form(batch_size=size))
                for size in (*BATCH_SIZES, tensor.values.size)
                if size <= tensor.values.size
            ]
            for number, tensor in enumerate(self._tensors)
        ]


def _relative_error(encoded: EncodedTensor) -> float:
    assert encoded.snr_db is not None
    return 10 ** (-encoded.snr_db / 10)
