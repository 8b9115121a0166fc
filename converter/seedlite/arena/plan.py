"""From a model to offsets in its arena."""

import struct
from dataclasses import dataclass

from seedlite._constants import ARENA_PLAN_NAME
from seedlite.arena.blocks import blocks_of
from seedlite.arena.measures import bytes_living, height, most_living
from seedlite.arena.placing import place
from seedlite.tflite import Model

PLAN_VERSION = 1
SUBGRAPHS = 1
UNPLANNED = -1


@dataclass
class Plan:
    offsets: list[int]  # per tensor, UNPLANNED for constants and regenerated weights
    bytes: int


def plan_arena(model: Model) -> Plan:
    blocks = blocks_of(model)
    places = place(blocks)
    offsets = [UNPLANNED] * len(model.tensors)
    for number, block in enumerate(blocks):
        for tensor in block.tensors:
            offsets[tensor] = places[number]
    return Plan(offsets, height(blocks, places))


def live_bytes(model: Model) -> list[int]:
    """Bytes of live activations, its own included, while each operator but DECODE runs."""
    blocks = blocks_of(model)
    computing = [i for i, operator in enumerate(model.operators) if not operator.is_decode]
    return [bytes_living(blocks, now) for now in computing]


def lower_bound(model: Model) -> int:
    """Bytes below which no arena can be: the most that live at once. What is written in place
    counts once."""
    return most_living(blocks_of(model))


def plan_metadata(plan: Plan) -> dict[str, bytes]:
    count = len(plan.offsets)
    words = (PLAN_VERSION, SUBGRAPHS, count, *plan.offsets)
    return {ARENA_PLAN_NAME: struct.pack(f"<{count + 3}i", *words)}
