"""Describes a training by the names of its options, to recognize its checkpoints."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from seedlite.data import Training
from seedlite.model import Layer, Model, pack
from seedlite.search import CentralizedPlan
from seedlite.training.data import LabelledSamples, TrainingData

Identity = dict[str, str]

FORM = "form of the stored layers"  # result of options, recipe and calibration
DIGITS = 16  # of digests: unique and readable


def digest(data: Any) -> str:
    """Returns the digest of bytes or of a contiguous array."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def describe_array(x: Any) -> str:
    if x is None:
        return "none"
    array = np.ascontiguousarray(x)
    return f"{array.dtype} {array.shape} {digest(array)}"


def describe_data(training: Training, data: TrainingData) -> Identity:
    """Describes the data, reading arrays once more. A dataset may differ in every epoch, so only
    its form and the held-out samples count."""
    held_out = (
        data.held_out
        if training.is_dataset
        else LabelledSamples(*training.held_out or (None, None))
    )
    described = {
        "held-out data": describe_array(held_out.x),
        "held-out labels": describe_array(held_out.y),
    }
    if training.is_dataset:
        form = f"{data.steps_per_epoch} mini-batches of {training.data.element_spec}"
        return described | {"data": form}
    x, y = training.data
    return described | {
        "data": describe_array(x),
        "labels": describe_array(y),
        "mini-batch": str(training.mini_batch),
    }


def describe_plans(chosen: Sequence[Layer], plans: Sequence[CentralizedPlan]) -> Identity:
    records = [plan.record for plan in plans]
    return {FORM: digest(repr((chosen, records)).encode())}


def describe_model(model: Model) -> Identity:
    return {"seedlite": version("seedlite"), "model": digest(pack(model))}


def differences(before: Identity, now: Identity) -> list[str]:
    """Returns the differing parts in words; the form only if nothing else differs."""
    names = [name for name in dict.fromkeys((*now, *before)) if before.get(name) != now.get(name)]
    return [
        f"{name} {before.get(name, 'unknown')}, now {now.get(name, 'unknown')}"
        for name in names
        if name != FORM or names == [FORM]
    ]
