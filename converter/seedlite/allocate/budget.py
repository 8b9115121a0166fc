"""Finds the best file within a number of bytes."""

from functools import partial

from seedlite.allocate.coder import LayerCoder
from seedlite.allocate.encode import EncodedFile, FileEncoder
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.file_size import file_bytes, smallest_plans
from seedlite.allocate.selection import Choice, choose, choose_by_trial, explained
from seedlite.errors import DoesNotFitError
from seedlite.progress import Progress

ROUNDS = 12  # of the bisection: resolves thousandths of a bit per weight


def encode_within_budget(
    encoder: FileEncoder, budget: int, progress: Progress | None = None
) -> EncodedFile:
    """Returns a file of at most `budget` bytes. Raises DoesNotFitError."""
    allowed = budget
    while True:
        within = partial(_choose_within, allowed=allowed, budget=budget, form=encoder.form)
        choice = choose_by_trial(encoder.coder, within, progress)
        encoded = encoder.encode(choice, progress)
        if len(encoded.file) <= budget:
            return encoded
        # some data was equal, and shared, in the predicted file only
        allowed -= len(encoded.file) - budget


def _choose_within(coder: LayerCoder, allowed: int, budget: int, form: FileForm) -> Choice:
    smallest = smallest_plans(coder)
    least = file_bytes(coder, smallest, form)
    if least > allowed:
        raise DoesNotFitError(
            f"`budget` {budget}: the smallest file has {least + budget - allowed} bytes; allow as "
            "many, or centralize more layers (`layers`)"
        )
    # Packing shows how many bytes of the file are not weights.
    found = None
    low, high = coder.lowest, min(coder.highest, 8 * allowed / coder.weights)
    bits = high
    for _ in range(ROUNDS):
        choice = _choice_if_any(coder, bits)
        size = least if choice is None else file_bytes(coder, choice.plans, form)
        if size > allowed:
            high = bits
        else:
            found, low = choice if size > least else None, bits
        if low >= high:
            break
        bits = (low + high) / 2
    return found or explained(coder, smallest, coder.lowest)


def _choice_if_any(coder: LayerCoder, bits: float) -> Choice | None:
    """Returns None if the weights need more than `bits`."""
    try:
        return choose(coder, bits)
    except DoesNotFitError:
        return None
