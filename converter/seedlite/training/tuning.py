"""A short training of a coded model: scales of coded channels and all biases adapt to the errors of
the whole network. Seed bits and int8 weights stay."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import keras
import numpy as np

from seedlite.codec import (
    CentralizedLayer,
    CodedModel,
    EncodedTensor,
    Payload,
    channel_scaled,
    correct_bias,
    editable,
)
from seedlite.model import Layer, Model
from seedlite.progress import Progress
from seedlite.training.data import ArrayData, Batch, LabelledSamples
from seedlite.training.kernels import CodedKernel
from seedlite.training.layer import TrainableLayer
from seedlite.training.learner import Learner
from seedlite.training.loss import Loss
from seedlite.training.network import Teacher, TrainableNetwork, real_bias
from seedlite.training.units import in_units, row_units
from seedlite.training.variables import variables_of

LEAST_STEPS, MINI_BATCH = 112, 128
RATE = 3e-3  # of Adam, for scales and biases of about 1
WARM_UP = 8  # steps


class Tuning:
    """Tunes coded forms of a model, which is the teacher."""

    def __init__(self, model: Model, place: str):
        """place: names the model in messages. Raises UnsupportedError."""
        self._original = Teacher(model, place)

    def tune(
        self, coded: CodedModel, samples: np.ndarray, seed: int, progress: Progress | None = None
    ) -> tuple[CodedModel, int]:
        """Returns the tuned model and the number of steps. samples: real, float32 [n, ...input
        shape]. Raises BadInputError for samples far from the model's own."""
        parts = {part.layer.operator: part for part in coded.parts}
        network = self._network(coded.model, parts, samples)
        given = LabelledSamples(samples, None)
        nothing = given.at(np.zeros(0, np.int64))  # held out: the caller compares files
        data = ArrayData(given, nothing, MINI_BATCH, seed)
        steps = self._train(network, data, progress)
        return self._tuned(coded, parts, network), steps

    def _network(
        self, model: Model, parts: Mapping[int, CentralizedLayer], samples: np.ndarray
    ) -> TrainableNetwork:
        original, kernels, biases = self._original, {}, {}
        for number, layer in original.layers.items():
            part = parts.get(number)
            with variables_of(layer):
                kernels[number] = _kernel(layer, original.tensors[number].values, part)
            biases[number] = _bias(model, layer, part)
        network = TrainableNetwork(original, kernels, samples, biases)
        for number, part in parts.items():
            network.layers[number].keep_base(np.float32(np.ravel(part.encoded.scale)[0]))
        return network

    def _train(self, network: TrainableNetwork, data: ArrayData, progress: Progress | None) -> int:
        epochs = -(-LEAST_STEPS // data.steps_per_epoch)
        steps = epochs * data.steps_per_epoch
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, steps - WARM_UP, warmup_target=RATE, warmup_steps=WARM_UP
        )
        loss = Loss(self._original, begins_anew=False)
        learner = Learner(network, loss, keras.optimizers.Adam(rate))
        for step, batch in enumerate(_batches(data, epochs), 1):
            value = learner.step(step, batch, settled=True)
            if progress:
                progress(step, steps, f"loss {value:.3f}")
        return steps

    def _tuned(
        self,
        coded: CodedModel,
        parts: Mapping[int, CentralizedLayer],
        network: TrainableNetwork,
    ) -> CodedModel:
        tuned = CodedModel([], editable(coded.model), coded.statistics)
        for number, layer in network.layers.items():
            bias = real_bias(coded.model, layer.layer)
            correction = None if bias is None else layer.bias() - bias
            part = parts.get(number)
            if part is not None:
                encoded = _rescaled(part.encoded, layer)
                tuned.parts.append(CentralizedLayer(layer.layer, encoded, correction))
            elif correction is not None:
                correct_bias(tuned.model, layer.layer, correction)
        return tuned


def _kernel(layer: Layer, values: np.ndarray, part: CentralizedLayer | None) -> CodedKernel:
    """Returns the fixed weights: of the part, or the original's."""
    if part is None:
        return CodedKernel(in_units(values, row_units(values, layer), layer), None, None)
    encoded, record = part.encoded, part.encoded.record
    units = row_units(values, layer, record.row_code_bits > 0)
    reproduced = channel_scaled(encoded.weights, encoded.channel_scales, layer.channel_axis)
    scales = encoded.channel_scales / units
    return CodedKernel(in_units(reproduced, units, layer), scales, record.row_code_form)


def _bias(model: Model, layer: Layer, part: CentralizedLayer | None) -> np.ndarray | None:
    """Returns the real bias: float64 [channels], or None."""
    bias = real_bias(model, layer)
    if bias is None or part is None or part.correction is None:
        return bias
    return np.asarray(bias + part.correction)


def _batches(data: ArrayData, epochs: int) -> Iterator[Batch]:
    for epoch in range(epochs):
        yield from data.epoch(epoch)


def _rescaled(encoded: EncodedTensor, layer: TrainableLayer) -> EncodedTensor:
    """Returns the tensor with the layer's scales."""
    record = encoded.record
    if not record.row_code_bits:
        scale = np.float32(layer.scales()[0])
        return replace(encoded, scale=scale, channel_scales=np.array([scale]), snr_db=None)
    codes = layer.row_codes()
    payload = Payload.unpack(record, encoded.encoded, len(codes.codes))
    payload.row_codes = codes.codes
    return replace(encoded, encoded=payload.pack(record), channel_scales=codes.scales, snr_db=None)
