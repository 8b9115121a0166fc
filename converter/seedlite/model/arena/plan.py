"""Plans the arena of a model."""

import struct
from dataclasses import dataclass

from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME
from seedlite.model.arena.blocks import blocks_of
from seedlite.model.arena.placing import place
from seedlite.model.arena.sizes import bytes_living, height, most_living
from seedlite.model.graph import Model

PLAN_VERSION = 1
SUBGRAPHS = 1
UNPLANNED = -1
MOST_BYTES = 2**31 - 1  # offsets are int32


@dataclass
class ArenaPlan:
    offsets: list[int]  # per tensor, UNPLANNED for constants and regenerated weights
    bytes: int


def plan_arena(model: Model) -> ArenaPlan:
    """Plans the model's arena. Raises BadInputError if it would exceed MOST_BYTES."""
    blocks = blocks_of(model)
    places = place(blocks)
    needed = height(blocks, places)
    if needed > MOST_BYTES:
        raise BadInputError(
            f"the activations need an arena of {needed} bytes; {MOST_BYTES} are the most; "
            "make them smaller",
            "E_SIZE",
        )
    offsets = [UNPLANNED] * len(model.tensors)
    for number, block in enumerate(blocks):
        for tensor in block.tensors:
            offsets[tensor] = places[number]
    return ArenaPlan(offsets, needed)


def live_bytes(model: Model) -> dict[int, int]:
    """Returns, by number of each operator that computes, the bytes of activations alive while it
    runs, its own included."""
    blocks = blocks_of(model)
    computing = [i for i, operator in enumerate(model.operators) if operator.computes]
    return {now: bytes_living(blocks, now) for now in computing}


def lower_bound(model: Model) -> int:
    """Returns the lower bound of the arena's size: the most bytes alive at once. Tensors written in
    place count once."""
    return most_living(blocks_of(model))


def planned_offsets(model: Model) -> list[int]:
    """Returns the offsets in the file's plan, per tensor; UNPLANNED for those without."""
    words = model.metadata[ARENA_PLAN_NAME]
    return [*struct.unpack(f"<{len(words) // 4}i", words)[3:]]


def plan_metadata(plan: ArenaPlan) -> dict[str, bytes]:
    count = len(plan.offsets)
    words = (PLAN_VERSION, SUBGRAPHS, count, *plan.offsets)
    return {ARENA_PLAN_NAME: struct.pack(f"<{count + 3}i", *words)}
