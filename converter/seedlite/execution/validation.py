"""Compares a board's outputs with those of the runtime on this machine."""

from dataclasses import dataclass

import numpy as np

from seedlite.execution.run import LayerRun, Run, run_rows
from seedlite.prepare import Deployable
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class Microseconds(Report):
    """Of the inferences, by the board's clock."""

    mean: float
    least: int
    most: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Validation(Report):
    """A board's outputs against the host's, byte by byte.

    inferences: compared; `equal`: those of them with equal outputs.
    first_different: the first inference that differs.
    largest_difference: of any output, in its integer steps.
    instructions: of an inference, where they are counted.
    microseconds: where the board tells them.
    layers: of all operators, if asked for.
    """

    inferences: int
    equal: int
    first_different: int | None = None
    largest_difference: int
    instructions: int | None = None
    microseconds: Microseconds | None = None
    layers: list[LayerRun] | None = None

    @property
    def agrees(self) -> bool:
        """Tells whether every output, and every layer's, is the host's."""
        return self.equal == self.inferences and not any(x.different for x in self.layers or [])


def validate(model: Deployable, inputs: np.ndarray, made: Run) -> Validation:
    """Compares what a board `made` of the device's inputs, [n, bytes] or [sequences, steps, bytes],
    with the outputs of the runtime here."""
    size = made.outputs.shape[-1]
    here = run_rows(model, inputs).outputs.reshape(-1, size).astype(np.int64)
    difference = np.abs(made.outputs.reshape(-1, size).astype(np.int64) - here)
    different = np.flatnonzero(difference.any(axis=1))
    times = made.microseconds
    return Validation(
        inferences=len(here),
        equal=len(here) - len(different),
        first_different=int(different[0]) if different.size else None,
        largest_difference=int(difference.max()),
        instructions=made.instructions,
        microseconds=Microseconds(mean=float(np.mean(times)), least=min(times), most=max(times))
        if times
        else None,
        layers=made.layers or None,
    )


def doubts(validation: Validation) -> list[str]:
    """Returns what is wrong, for the report's warnings."""
    if validation.agrees:
        return []
    found = []
    if validation.equal < validation.inferences:
        found.append(
            f"the board's outputs differ from this machine's in "
            f"{validation.inferences - validation.equal} of {validation.inferences} inferences, "
            f"first in number {validation.first_different}"
        )
    first = next((layer for layer in validation.layers or [] if layer.different), None)
    if first is not None:
        found.append(f"the first layer that differs is {first.name}")
    return [
        f"{text}; see that the board runs this file's firmware, and its clock and memory are sound"
        for text in ["; ".join(found)]
    ]
