"""When weights are coded, when the network settles, and how fast it learns in between."""

from dataclasses import dataclass

import numpy as np

DEFAULT_STEPS = 4000  # where the user says no number of epochs
WARM_UP = 0.03  # of all steps
RATE, SETTLED_RATE = 1.5e-2, 3e-3  # at the beginning of each part; weights are about 1 in size
FLOOR = 0.1  # of RATE, at the end of the first part
SETTLE_AT = 0.75  # of all steps
# Of all steps, and the share of the output channels that is coded from there on. The rest of the
# weights makes up for what that loses.
FREEZES = ((0.0, 0.5), (0.25, 0.75), (0.45, 0.9), (0.6, 1.0))


@dataclass(frozen=True)
class Schedule:
    steps: int

    @property
    def settle_at(self) -> int:
        return int(SETTLE_AT * self.steps)

    def share_to_freeze(self, step: int) -> float | None:
        """What is to be coded before `step`, if anything."""
        shares = [share for at, share in FREEZES if int(at * self.steps) == step]
        return shares[-1] if shares else None

    def rate(self, step: int) -> float:
        """Adam's learning rate: a cosine for each part."""
        if step < self.settle_at:
            part = RATE * (FLOOR + (1 - FLOOR) * _cosine(step / self.settle_at))
        else:
            part = SETTLED_RATE * _cosine((step - self.settle_at) / (self.steps - self.settle_at))
        return part * min(1.0, (step + 1) / (WARM_UP * self.steps))


def _cosine(x: float) -> float:
    """From 1 at 0 to 0 at 1."""
    return 0.5 * (1 + float(np.cos(np.pi * x)))
