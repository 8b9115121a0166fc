"""Exhaustive search of the best offsets for few blocks."""

from collections.abc import Sequence

from seedlite.model.arena.blocks import Block
from seedlite.model.arena.sizes import Offsets, aligned, height, most_living

TRIES = 20_000  # most positions tried: a fraction of a second


def search(blocks: Sequence[Block], best: Offsets) -> Offsets:
    """Returns offsets at least as good as `best`; optimal for about a dozen blocks."""
    return _Search(blocks, best).run()


class _Search:
    """Branch and bound over the orders of blocks, each placed no lower than the one before and
    above all placed blocks that it lives with. This is complete: placing the blocks of an optimal
    plan in the order of their offsets moves none up."""

    def __init__(self, blocks: Sequence[Block], best: Offsets):
        self._blocks = blocks
        self._best, self._height = best, height(blocks, best)
        self._bound = most_living(blocks)
        self._by_size = sorted(range(len(blocks)), key=lambda n: -blocks[n].size)
        self._tries = TRIES

    def run(self) -> Offsets:
        self._extend({}, 0)
        return self._best

    def _extend(self, offsets: Offsets, floor: int) -> None:
        """Places the remaining blocks at `floor` or higher, in every better way."""
        if len(offsets) == len(self._blocks):
            self._best, self._height = offsets, height(self._blocks, offsets)
            return
        for offset, number in self._candidates(offsets, floor):
            if self._tries == 0 or self._height <= self._bound:
                return
            self._tries -= 1
            if offset + self._blocks[number].size < self._height:
                self._extend(offsets | {number: offset}, offset)

    def _candidates(self, offsets: Offsets, floor: int) -> list[tuple[int, int]]:
        """Returns offsets and numbers of the remaining blocks, lowest first; none if a block no
        longer fits below the best height."""
        found = [(self._above(offsets, floor, n), n) for n in self._by_size if n not in offsets]
        if any(at + self._blocks[n].size >= self._height for at, n in found):
            return []
        return sorted(found, key=lambda candidate: candidate[0])

    def _above(self, offsets: Offsets, floor: int, number: int) -> int:
        blocks, block = self._blocks, self._blocks[number]
        ends = (at + blocks[n].size for n, at in offsets.items() if blocks[n].lives_with(block))
        return aligned(max(floor, *ends, 0), block)
