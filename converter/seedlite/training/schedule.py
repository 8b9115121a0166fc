"""The training schedule: pruning, freezing, settling, learning rate."""

from dataclasses import dataclass

import numpy as np

DEFAULT_STEPS = 8000  # if the user gives no number of epochs
WARM_UP = 0.03  # of all steps
RATE, SETTLED_RATE = 1.5e-2, 3e-3  # at the start of each part, for weights of about 1
FLOOR = 0.1  # share of RATE at the end of the first part
SETTLE_AT = 0.75  # of all steps
# (share of all steps, share of the output channels coded from there on). The trainable weights
# compensate for the losses.
FREEZES = ((0.0, 0.5), (0.25, 0.75), (0.45, 0.9), (0.6, 1.0))


# Pruning comes first: its share of all steps, and its rounds.
PRUNED_AT, PRUNINGS = 0.3, 50
FREEZES_PRUNED = ((PRUNED_AT, 0.5), (0.45, 0.75), (0.55, 0.9), (0.65, 1.0))


@dataclass(frozen=True)
class Schedule:
    """The schedule of a training. prune: the final share of zero groups of weights."""

    steps: int
    prune: float = 0.0

    @property
    def settle_at(self) -> int:
        return int(SETTLE_AT * self.steps)

    def share_to_freeze(self, step: int) -> float | None:
        """Returns the share of output channels to code before `step`; None if there is nothing to
        do."""
        freezes = FREEZES_PRUNED if self.prune else FREEZES
        shares = [share for at, share in freezes if int(at * self.steps) == step]
        return shares[-1] if shares else None

    def share_to_prune(self, step: int) -> float | None:
        """Returns the share of the final zeros to reach before `step`, None if it does not change:
        fast at first, then slower (Zhu and Gupta, 2017)."""
        if not self.prune:
            return None
        end = PRUNED_AT * self.steps
        rounds = [n for n in range(PRUNINGS + 1) if int(end * n / PRUNINGS) == step]
        return 1 - (1 - rounds[-1] / PRUNINGS) ** 3 if rounds else None

    def rate(self, step: int) -> float:
        """Returns Adam's learning rate: a cosine for each part (Loshchilov and Hutter, 2017)."""
        if step < self.settle_at:
            part = RATE * (FLOOR + (1 - FLOOR) * _cosine(step / self.settle_at))
        else:
            part = SETTLED_RATE * _cosine((step - self.settle_at) / (self.steps - self.settle_at))
        return part * min(1.0, (step + 1) / (WARM_UP * self.steps))


def _cosine(x: float) -> float:
    """Falls from 1 at 0 to 0 at 1."""
    return 0.5 * (1 + float(np.cos(np.pi * x)))
