"""Places blocks in the arena so that blocks alive at the same time do not overlap."""

import random
from collections.abc import Callable, Iterable, Sequence

from seedlite.model.arena.blocks import Block
from seedlite.model.arena.search import search
from seedlite.model.arena.sizes import Offsets, aligned, height, most_living

ROUNDS = 400
DOWNHILL = 0.02  # probability of accepting a worse order
FEW_BLOCKS = 14  # for an exhaustive search

Key = Callable[[Block], tuple[int, ...]]
ORDERS: tuple[Key, ...] = (
    lambda b: (-b.size, b.first),
    lambda b: (b.first - b.last, -b.size),
    lambda b: (b.first, -b.size),
    lambda b: (-b.last, -b.size),
    lambda b: (-b.size * (b.last - b.first + 1),),
)


def place(blocks: Sequence[Block]) -> Offsets:
    """Returns an offset for each block. Stops at the lower bound; else returns the best of several
    orders and their variations, which an exhaustive search improves for few blocks."""
    orders = [sorted(range(len(blocks)), key=_by(blocks, key)) for key in ORDERS]
    order = min(orders, key=lambda order: height(blocks, first_fit(blocks, order)))
    best = _varied(blocks, order)
    few = len(blocks) <= FEW_BLOCKS
    return search(blocks, best) if few and height(blocks, best) > most_living(blocks) else best


def _by(blocks: Sequence[Block], key: Key) -> Callable[[int], tuple[int, ...]]:
    return lambda number: key(blocks[number])


def first_fit(blocks: Sequence[Block], order: Iterable[int]) -> Offsets:
    """Places the blocks in this order, each at its lowest free offset."""
    offsets: Offsets = {}
    for number in order:
        offsets[number] = _lowest(blocks, offsets, number)
    return offsets


def _lowest(blocks: Sequence[Block], offsets: Offsets, number: int) -> int:
    """Returns the lowest offset that is free while the block lives."""
    block, offset = blocks[number], 0
    neighbours = (n for n in offsets if blocks[n].lives_with(block))
    for other in sorted(neighbours, key=lambda n: offsets[n]):
        if offset + block.size <= offsets[other]:
            break
        offset = aligned(max(offset, offsets[other] + blocks[other].size), block)
    return offset


def _varied(blocks: Sequence[Block], order: list[int]) -> Offsets:
    """Improves an order by local search: moves the block that ends highest to an earlier place, and
    sometimes accepts a worse order."""
    chance, bound = random.Random(0), most_living(blocks)
    best = offsets = first_fit(blocks, order)
    for _ in range(ROUNDS):
        if height(blocks, best) <= bound:
            break
        highest = max(offsets, key=lambda n: offsets[n] + blocks[n].size)
        varied = [n for n in order if n != highest]
        varied.insert(chance.randrange(len(order)), highest)
        found = first_fit(blocks, varied)
        worse = height(blocks, found) > height(blocks, offsets)
        if not worse or chance.random() < DOWNHILL:
            order, offsets = varied, found
        best = min(best, found, key=lambda places: height(blocks, places))
    return best
