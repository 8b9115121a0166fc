"""What a training is made of, by the names of its options: tells its checkpoint from another's."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from seedlite.data import Training
from seedlite.model import Layer, Model, pack
from seedlite.training.data import Labelled, TrainingData
from seedlite.training.start import Plan

Identity = dict[str, str]

FORM = "form of the stored layers"  # what options, recipe and calibration come to
DIGITS = 16  # of digests, enough to tell files apart and to be read


def digest(data: Any) -> str:
    """data: bytes, or a contiguous array."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def describe_array(x: Any) -> str:
    if x is None:
        return "none"
    array = np.ascontiguousarray(x)
    return f"{array.dtype} {array.shape} {digest(array)}"


def describe_data(training: Training, data: TrainingData) -> Identity:
    """Arrays are read once more. Of a dataset, which may give other samples in every epoch, only
    the form counts, and what is held out."""
    held_out = (
        data.held_out if training.is_dataset else Labelled(*training.held_out or (None, None))
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


def describe_plans(chosen: Sequence[Layer], plans: Sequence[Plan]) -> Identity:
    records = [plan.record for plan in plans]
    return {FORM: digest(repr((chosen, records)).encode())}


def describe_model(model: Model) -> Identity:
    return {"seedlite": version("seedlite"), "model": digest(pack(model))}


def differences(before: Identity, now: Identity) -> list[str]:
    """In words, one for each part that is not the same in both; the form only where nothing else
    accounts for it."""
    names = [name for name in dict.fromkeys((*now, *before)) if before.get(name) != now.get(name)]
    return [
        f"{name} {before.get(name, 'unknown')}, now {now.get(name, 'unknown')}"
        for name in names
        if name != FORM or names == [FORM]
    ]
