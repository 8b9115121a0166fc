"""The best file of at most so many bytes."""

from seedlite.choosing.choice import Choice, choose, explained
from seedlite.choosing.coder import Coder, Progress
from seedlite.choosing.making import Made, Maker
from seedlite.choosing.size import file_bytes, smallest_plans
from seedlite.errors import DoesNotFitError


def make_within_budget(maker: Maker, budget: int, progress: Progress | None = None) -> Made:
    """A file of at most `budget` bytes. Raises DoesNotFitError."""
    allowed = budget
    while True:
        choice = _choose_within(maker.coder, allowed, budget, maker.keep_names)
        made = maker.make(choice, progress)
        if len(made.file) <= budget:
            return made
        # data that was equal when the size was foretold no longer is
        allowed -= len(made.file) - budget


def _choose_within(coder: Coder, allowed: int, budget: int, keep_names: bool) -> Choice:
    smallest = smallest_plans(coder)
    least = file_bytes(coder, smallest, keep_names)
    if least > allowed:
        raise DoesNotFitError(
            f"--budget {budget}: the smallest file has {least + budget - allowed} bytes; allow as "
            "many, or centralize more layers (--layers)"
        )
    # How much of the file is no weights shows when it is packed. Every round corrects the bits
    # from above, so that the first choice that fits is about the largest.
    bits = min(coder.highest, 8 * allowed / coder.weights)
    while bits >= coder.lowest:
        try:
            choice = choose(coder, bits)
        except DoesNotFitError:
            break
        excess = file_bytes(coder, choice.plans, keep_names) - allowed
        if excess <= 0:
            return choice
        bits -= 8 * excess / coder.weights
    return explained(coder, smallest, coder.lowest)
