"""Bytes of blocks and of their places."""

from collections.abc import Sequence

from seedlite.model.arena.blocks import Block

Offsets = dict[int, int]  # of blocks, by their number


def bytes_living(blocks: Sequence[Block], now: int) -> int:
    return sum(b.size for b in blocks if b.first <= now <= b.last)


def most_living(blocks: Sequence[Block]) -> int:
    """No arena can be smaller."""
    return max((bytes_living(blocks, block.first) for block in blocks), default=0)


def height(blocks: Sequence[Block], offsets: Offsets) -> int:
    """Bytes of the arena."""
    return max((at + blocks[number].size for number, at in offsets.items()), default=0)


def aligned(offset: int, block: Block) -> int:
    """The lowest place for `block` from `offset` on."""
    return -(-offset // block.alignment) * block.alignment
