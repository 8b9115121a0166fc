"""Turns a choice into a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from seedlite.allocate.coder import Int8Plan, LayerCoder, centralized
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.selection import Choice
from seedlite.codec import CodedModel
from seedlite.model import Layer
from seedlite.progress import Progress
from seedlite.search import CentralizedPlan


class LayerTrainer(Protocol):
    """Finds the weights by training, within given plans."""

    def train(
        self,
        chosen: list[Layer],
        plans: Sequence[CentralizedPlan],
        progress: Progress | None = None,
    ) -> CodedModel: ...


@dataclass(frozen=True)
class EncodedFile:
    """A file with the choice and the layers that it was made from."""

    choice: Choice
    coded: CodedModel
    file: bytes

    @property
    def stored_weights(self) -> int:
        """Considered weights that stay int8."""
        return sum(plan.weights for plan in self.choice.plans if isinstance(plan, Int8Plan))


@dataclass(frozen=True)
class FileEncoder:
    """Makes files from a coder's choices, by `training` if given."""

    coder: LayerCoder
    form: FileForm = field(default_factory=FileForm)
    training: LayerTrainer | None = None

    def encode(self, choice: Choice, progress: Progress | None = None) -> EncodedFile:
        if self.training is None:
            coded = self.coder.encode(choice.plans, progress)
        else:
            coded = self.training.train(*centralized(self.coder.layers, choice.plans), progress)
        return EncodedFile(choice, coded, self.form.pack(coded))
