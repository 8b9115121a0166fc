"""From a choice to a file."""

from dataclasses import dataclass

from seedlite.centralize import Centralized, centralize
from seedlite.choosing.choice import Choice
from seedlite.choosing.coder import Coder, Progress
from seedlite.encoder import NetworkStatistics
from seedlite.tflite import Model


@dataclass(frozen=True)
class Made:
    """A file, and what it was made of; `model` has the biases that go with `parts`."""

    choice: Choice
    parts: list[Centralized]
    model: Model
    file: bytes


def make(
    coder: Coder, choice: Choice, keep_names: bool = False, progress: Progress | None = None
) -> Made:
    parts, model = coder.encode(choice.plans, progress)
    return Made(choice, parts, model, centralize(model, parts, NetworkStatistics(), keep_names))
