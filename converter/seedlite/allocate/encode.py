"""From a choice to a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from seedlite.allocate.coder import Coder, Progress, centralized
from seedlite.allocate.selection import Choice
from seedlite.codec import Coded, EncodedTensor, centralize
from seedlite.model import Layer
from seedlite.search import TensorPlan


class Training(Protocol):
    """Finds the weights by training, around what the plans say."""

    def train(
        self,
        chosen: list[Layer],
        plans: Sequence[TensorPlan | EncodedTensor],
        progress: Progress | None = None,
    ) -> Coded: ...


@dataclass(frozen=True)
class Made:
    """A file, and what it was made of."""

    choice: Choice
    coded: Coded
    file: bytes


@dataclass(frozen=True)
class Maker:
    """Makes files of a coder's choices; with `training`, of what that makes of them."""

    coder: Coder
    keep_names: bool = False
    training: Training | None = None

    def make(self, choice: Choice, progress: Progress | None = None) -> Made:
        if self.training is None:
            coded = self.coder.encode(choice.plans, progress)
        else:
            coded = self.training.train(*centralized(self.coder.layers, choice.plans), progress)
        return Made(choice, coded, centralize(coded, self.keep_names))
