"""Weight augmentation: disturbs layers and measures the loss."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seedlite.codec import channel_scales, editable, store_weights, weight_tensor
from seedlite.errors import UsageError
from seedlite.execution import EvaluationData
from seedlite.model import SINGLE_SCALE, Layer, Model, layer_weights, pack, select_layers
from seedlite.prepare import deploy
from seedlite.progress import PartsProgress, Progress
from seedlite.reports import Report
from seedlite.study.disturbance import Disturbance
from seedlite.study.mean_and_deviation import mean, standard_deviation
from seedlite.study.network import StudiedNetwork, StudyReport
from seedlite.study.requantize import requantize

EVERY_LAYER = ""  # matches every name


@dataclass(frozen=True, kw_only=True, eq=False)
class AugmentedLayer(Report):
    """A layer, or several joined by ' + ', disturbed in one way. `value`, `drop`: means over the
    seeds; `drop_deviation`: the standard deviation (None for a single seed); `values` (or
    `accuracies`): for each seed; all others: see Disturbance and LayerReport."""

    name: str
    label: str
    kind: str
    disturbance: str
    strength: float
    stored: str
    one_number: bool
    value: float
    accuracy: float | None = None
    drop: float
    drop_deviation: float | None
    values: list[float]  # type: ignore[assignment] # a key, not dict's method
    accuracies: list[float] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Augmentation(StudyReport):
    layers: list[AugmentedLayer]


def augment(
    network: StudiedNetwork,
    disturbances: Sequence[Disturbance],
    *,
    layers: str | None = None,
    together: bool = False,
    seeds: int = 3,
    progress: Progress | None = None,
) -> Augmentation:
    """Disturbs one layer at a time, or all chosen layers `together`, in each way, and measures the
    result; random disturbances are repeated for `seeds` seeds.

    layers: regular expression; default: every layer with weights of its own.
    Raises UsageError.
    """
    if seeds < 1:
        raise UsageError(f"`seeds` {seeds}: at least one is needed")
    chosen = select_layers(network.model, EVERY_LAYER if layers is None else layers)
    groups = [tuple(chosen)] if together else [(layer,) for layer in chosen]
    draws = {how: range(seeds if how.is_random else 1) for how in disturbances}
    original = network.measure_original()
    step = PartsProgress(progress, len(groups) * sum(map(len, draws.values())))
    rows = []
    for group in groups:
        for how, numbers in draws.items():
            values = []
            for seed in numbers:
                values.append(
                    network.data.measure(deploy(disturb(network.model, group, how, seed)))
                )
                step()
            rows.append(_row(group, how, values, original, network.data))
    return Augmentation(study="augment", **network.fields(original), layers=rows)


def disturb(model: Model, layers: Sequence[Layer], how: Disturbance, seed: int) -> bytes:
    """Returns the `.tflite` with these layers' weights disturbed. A layer's random numbers depend
    on the seed and the layer only."""
    changed = editable(model)
    changed.metadata = {}  # an arena plan depends on the number of tensors
    for layer in layers:
        several = layer.place[1:] if layer.kind in SINGLE_SCALE else ()
        rng = np.random.default_rng([seed, layer.operator, *several])
        tensor = layer_weights(model, layer)
        if how.keeps_integers:
            weights = how.of_integers(tensor.array(), rng)
            scales = channel_scales(tensor, layer.channel_axis).reshape(-1)
        else:
            values = how.of_reals(weight_tensor(model, layer).values, rng)
            weights, scales = requantize(model, layer, values)
        store_weights(changed, layer, weights, scales, None)
    return pack(changed)


def _row(
    layers: Sequence[Layer],
    how: Disturbance,
    values: list[float],
    original: float,
    data: EvaluationData,
) -> AugmentedLayer:
    drops = [data.lost(original, each) for each in values]
    return AugmentedLayer(
        name=" + ".join(layer.name for layer in layers),
        label=" + ".join(layer.label for layer in layers),
        kind=" + ".join(layer.kind for layer in layers),
        disturbance=how.kind,
        strength=how.strength,
        stored=how.stored,
        one_number=how.one_number,
        **data.metric.fields(mean(values)),
        drop=mean(drops),
        drop_deviation=standard_deviation(drops),
        values=values,
        accuracies=values if data.metric.is_accuracy else None,
    )
