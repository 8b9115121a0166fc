"""Real numbers in fixed point, whose sums are exact in any order, so that all machines agree."""

from collections.abc import MutableMapping
from typing import Any

import numpy as np

# Of gradients, weights' gradients and centred inputs. A sum of products of two numbers of a and b
# bits is exact in float64 if it has at most 2^(53 - a - b) terms.
BITS = 14


def fixed(values: np.ndarray, bits: int = BITS) -> np.ndarray:
    """Rounds to multiples of one power of two, of which the largest magnitude has 2^bits at most:
    float64."""
    largest = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
    if largest == 0.0:
        return np.asarray(values, np.float64)
    shift = bits - int(np.frexp(largest)[1])
    steps = values * np.ldexp(1.0, shift)
    np.rint(steps, out=steps)
    steps *= np.ldexp(1.0, -shift)
    return steps


def add_to(sums: MutableMapping[int, Any], key: int, part: Any) -> None:
    """Adds a part to one of several sums, which begins with it."""
    sums[key] = sums[key] + part if key in sums else part
