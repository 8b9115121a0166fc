"""Measures each layer's sensitivity to disturbances, and its correlation with depth."""

from dataclasses import dataclass

import numpy as np

from seedlite.progress import Progress
from seedlite.reports import Report
from seedlite.study.augmentation import AugmentedLayer, augment
from seedlite.study.disturbance import Disturbance
from seedlite.study.mean_and_deviation import mean
from seedlite.study.network import StudiedNetwork, StudyReport

# Strong enough to affect most layers, too weak to destroy a network.
STANDARD = (
    Disturbance("add", 0.5),
    Disturbance("multiply", 2.0),
    Disturbance("bitflip", 1.0),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Disturbed(Report):
    """The loss by one way of disturbing a layer; see AugmentedLayer."""

    value: float
    accuracy: float | None = None
    drop: float
    drop_deviation: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class SensitiveLayer(Report):
    """`value`, `drop`: means over the `disturbances`, by kind."""

    name: str
    label: str
    kind: str
    value: float
    accuracy: float | None = None
    drop: float
    disturbances: dict[str, Disturbed]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sensitivity(StudyReport):
    """`strengths`: by kind of disturbance. `depth_correlation`: Spearman's, of a layer's place in
    the graph and its drop, for each kind and for the mean; near -1 where early layers are the most
    sensitive, None where it is not defined."""

    strengths: dict[str, float]
    layers: list[SensitiveLayer]
    depth_correlation: dict[str, float | None]


def measure_sensitivity(
    network: StudiedNetwork,
    *,
    layers: str | None = None,
    seeds: int = 3,
    progress: Progress | None = None,
) -> Sensitivity:
    """Every layer disturbed in the three STANDARD ways. Arguments, errors: as of `augment`."""
    report = augment(network, STANDARD, layers=layers, seeds=seeds, progress=progress)
    rows, count = report.layers, len(STANDARD)
    found = [_layer(rows[i : i + count]) for i in range(0, len(rows), count)]
    drops = {way.kind: [layer.disturbances[way.kind].drop for layer in found] for way in STANDARD}
    drops["mean"] = [layer.drop for layer in found]
    studied = {name: report[name] for name in StudyReport.__dataclass_fields__ if name in report}
    return Sensitivity(
        **studied | {"study": "sensitivity"},
        strengths={way.kind: way.strength for way in STANDARD},
        layers=found,
        depth_correlation={name: rank_correlation(each) for name, each in drops.items()},
    )


def _layer(rows: list[AugmentedLayer]) -> SensitiveLayer:
    first, accuracies = rows[0], [row.accuracy for row in rows if row.accuracy is not None]
    return SensitiveLayer(
        name=first.name,
        label=first.label,
        kind=first.kind,
        value=mean([row.value for row in rows]),
        accuracy=mean(accuracies) if accuracies else None,
        drop=mean([row.drop for row in rows]),
        disturbances={
            row.disturbance: Disturbed(
                value=row.value,
                accuracy=row.accuracy,
                drop=row.drop,
                drop_deviation=row.drop_deviation,
            )
            for row in rows
        },
    )


def rank_correlation(values: list[float]) -> float | None:
    """Returns Spearman's correlation of the values with their places 0, 1, ...; None if all values
    are equal or there are fewer than two."""
    ranks = _ranks(np.array(values))
    if len(values) < 2 or np.ptp(ranks) == 0:
        return None
    return float(np.corrcoef(np.arange(len(values)), ranks)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Returns ranks 1 ... n; equal values share their mean rank."""
    below = (values[:, None] > values).sum(axis=1)
    equal = (values[:, None] == values).sum(axis=1)
    return below + (equal + 1) / 2
