"""Measures each layer's sensitivity to disturbances, and its correlation with depth."""

from typing import Any

import numpy as np

from seedlite.progress import Progress
from seedlite.study.augmentation import augment
from seedlite.study.disturbance import Disturbance
from seedlite.study.mean_and_deviation import mean
from seedlite.study.network import StudiedNetwork

# Strong enough to affect most layers, too weak to destroy a network.
STANDARD = (
    Disturbance("add", 0.5),
    Disturbance("multiply", 2.0),
    Disturbance("bitflip", 1.0),
)
VALUES = ("value", "accuracy")


def measure_sensitivity(
    network: StudiedNetwork,
    *,
    layers: str | None = None,
    seeds: int = 3,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Disturbs every layer in the three STANDARD ways; `value` and `drop` are means over them.

    `depth_correlation`: Spearman's rank correlation of a layer's place in the graph and its drop,
    for each way and for the mean; near -1 if early layers are most sensitive, None if undefined.
    Arguments, errors: see `augment`. Returns the JSON that the command line prints.
    """
    report = augment(network, STANDARD, layers=layers, seeds=seeds, progress=progress)
    rows, count = report["layers"], len(STANDARD)
    found = [_of_layer(rows[i : i + count]) for i in range(0, len(rows), count)]
    drops = {
        way.kind: [layer["disturbances"][way.kind]["drop"] for layer in found] for way in STANDARD
    }
    drops["mean"] = [layer["drop"] for layer in found]
    return report | {
        "study": "sensitivity",
        "strengths": {way.kind: way.strength for way in STANDARD},
        "layers": found,
        "depth_correlation": {name: rank_correlation(each) for name, each in drops.items()},
    }


def _of_layer(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": rows[0]["name"],
        "label": rows[0]["label"],
        "kind": rows[0]["kind"],
        **{key: mean([row[key] for row in rows]) for key in VALUES if key in rows[0]},
        "drop": mean([row["drop"] for row in rows]),
        "disturbances": {
            row["disturbance"]: {k: row[k] for k in (*VALUES, "drop", "drop_deviation") if k in row}
            for row in rows
        },
    }


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
