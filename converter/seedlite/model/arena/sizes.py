"""Sizes of blocks and plans, in bytes."""

from collections.abc import Sequence

from seedlite.model.arena.blocks import Block

Offsets = dict[int, int]  # by block number


def bytes_living(blocks: Sequence[Block], now: int) -> int:
    return sum(b.size for b in blocks if b.first <= now <= b.last)


def most_living(blocks: Sequence[Block]) -> int:
    """Returns the lower bound of the arena's size."""
    return max((bytes_living(blocks, block.first) for block in blocks), default=0)


def height(blocks: Sequence[Block], offsets: Offsets) -> int:
    """Returns the arena's size."""
    return max((at + blocks[number].size for number, at in offsets.items()), default=0)


def aligned(offset: int, block: Block) -> int:
    """Returns the lowest valid offset for `block` from `offset` on."""
    return -(-offset // block.alignment) * block.alignment
