"""The arena plan: where each activation lies, written into the file so that nothing is planned on
the device (metadata OfflineMemoryAllocation, SPEC.md section 6)."""

import struct
from dataclasses import dataclass

from seedlite._constants import ARENA_PLAN_NAME, OP_RESHAPE
from seedlite.tflite import Model

ALIGNMENT = 4  # bytes: kernels read words
PORT_ALIGNMENT = 16  # of the graph's inputs and outputs
PLAN_VERSION = 1
SUBGRAPHS = 1
UNPLANNED = -1


@dataclass
class Block:
    """Bytes that are needed from operator `first` to operator `last`, for one tensor or for
    several that share a place."""

    tensors: list[int]
    size: int
    first: int
    last: int
    alignment: int
    offset: int = 0

    def lives_with(self, other: "Block") -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass
class Plan:
    offsets: list[int]  # per tensor, UNPLANNED for constants and regenerated weights
    bytes: int


def plan_arena(model: Model) -> Plan:
    """Places the activations; tries several orders and keeps the smallest arena."""
    blocks = _blocks(model)
    orders = (
        lambda b: (-b.size, b.first),
        lambda b: (-(b.last - b.first), -b.size),
        lambda b: (b.first, -b.size),
        lambda b: (-b.last, -b.size),
        lambda b: (-b.size * (b.last - b.first + 1),),
    )
    best = min((_place(sorted(blocks, key=order)) for order in orders), key=_height)
    offsets = [UNPLANNED] * len(model.tensors)
    for block in best:
        for tensor in block.tensors:
            offsets[tensor] = block.offset
    return Plan(offsets, _height(best))


def live_bytes(model: Model) -> list[int]:
    """Bytes of live activations, its own included, while each operator but DECODE runs."""
    blocks = _blocks(model)
    computing = [i for i, operator in enumerate(model.operators) if not operator.is_decode]
    return [sum(b.size for b in blocks if b.first <= now <= b.last) for now in computing]


def plan_metadata(plan: Plan) -> dict[str, bytes]:
    count = len(plan.offsets)
    words = (PLAN_VERSION, SUBGRAPHS, count, *plan.offsets)
    return {ARENA_PLAN_NAME: struct.pack(f"<{count + 3}i", *words)}


def _blocks(model: Model) -> list[Block]:
    computed = {t for o in model.operators if not o.is_decode for t in o.outputs}
    end = len(model.operators)
    blocks: dict[int, Block] = {}

    def block_of(tensor: int, now: int) -> Block:
        if tensor not in blocks:
            blocks[tensor] = Block([tensor], model.tensors[tensor].count, now, now, ALIGNMENT)
        return blocks[tensor]

    for tensor in model.inputs:
        block_of(tensor, 0).alignment = PORT_ALIGNMENT
    for now, operator in enumerate(model.operators):
        if operator.is_decode:
            continue
        for tensor in operator.inputs:
            if tensor in computed or tensor in model.inputs:
                block_of(tensor, now).last = now
        for tensor in operator.outputs:
            if operator.code == OP_RESHAPE:
                shared = block_of(operator.inputs[0], now)
                shared.tensors.append(tensor)
                blocks[tensor] = shared
            else:
                block_of(tensor, now)
    for tensor in model.outputs:
        block_of(tensor, end).last = end
        blocks[tensor].alignment = PORT_ALIGNMENT
    return list({id(b): b for b in blocks.values()}.values())


def _place(blocks: list[Block]) -> list[Block]:
    """First fit: each block at the lowest offset free during its life. Copies, not in place."""
    placed: list[Block] = []
    for block in blocks:
        offset = 0
        neighbours = [p for p in placed if p.lives_with(block)]
        for other in sorted(neighbours, key=lambda p: p.offset):
            if offset + block.size <= other.offset:
                break
            end = max(offset, other.offset + other.size)
            offset = -(-end // block.alignment) * block.alignment
        placed.append(
            Block(block.tensors, block.size, block.first, block.last, block.alignment, offset)
        )
    return placed


def _height(blocks: list[Block]) -> int:
    return max((b.offset + b.size for b in blocks), default=0)
