"""Disturbances of a layer's weights: addition, multiplication, bit flips."""

from dataclasses import dataclass

import numpy as np

from seedlite.errors import UsageError

KINDS = ("add", "multiply", "bitflip")
STORED = ("int8", "float32")


@dataclass(frozen=True)
class Disturbance:
    """A disturbance of all weights of a layer. The meaning of `strength` depends on `kind`:

    add: w + strength * s * z, with s the standard deviation of the layer's weights and z normal,
        drawn for each weight or, with `one_number`, once.
    multiply: w * strength. Nothing is drawn.
    bitflip: in this fraction of the weights, 0 to 1, one random bit is flipped, of the int8 integer
        or, with `stored` float32, of the real number as float32.
    """

    kind: str
    strength: float
    stored: str = "int8"
    one_number: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UsageError(f"`kind` {self.kind} is unknown; choose one of {', '.join(KINDS)}")
        if self.stored not in STORED:
            raise UsageError(f"`stored` {self.stored} is unknown; choose int8 or float32")
        if not np.isfinite(self.strength):
            raise UsageError(f"`strength` {self.strength}: finite numbers are needed")
        if self.kind == "add" and self.strength < 0:
            raise UsageError(f"`strength` {self.strength:g}: noise has a deviation of 0 or more")
        if self.kind == "bitflip" and not 0 <= self.strength <= 1:
            raise UsageError(
                f"`strength` {self.strength:g}: of `kind` bitflip this is the fraction of the "
                "weights, 0 to 1"
            )

    @property
    def is_random(self) -> bool:
        return self.kind != "multiply"

    @property
    def keeps_integers(self) -> bool:
        """Tells whether the int8 integers themselves are disturbed."""
        return self.kind == "bitflip" and self.stored == "int8"

    def of_integers(self, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Disturbs int8 weights of any shape, if `keeps_integers`: int8."""
        return flip_bits(weights, self.strength, rng)

    def of_reals(self, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Disturbs float64 weights of any shape: float64; flipped bits can give infinities and
        NaN."""
        if self.kind == "multiply":
            return weights * self.strength
        if self.kind == "bitflip":
            flipped = flip_bits(weights.astype(np.float32), self.strength, rng)
            with np.errstate(invalid="ignore"):  # signalling NaN
                return flipped.astype(np.float64)
        noise = rng.standard_normal(() if self.one_number else weights.shape)
        return weights + self.strength * weights.std() * noise


def flip_bits(numbers: np.ndarray, fraction: float, rng: np.random.Generator) -> np.ndarray:
    """Returns a copy with one random bit flipped in each of round(fraction * n) random numbers."""
    integers = numbers.reshape(-1).copy().view(f"u{numbers.itemsize}")
    chosen = rng.permutation(integers.size)[: round(fraction * integers.size)]
    bits = rng.integers(0, 8 * numbers.itemsize, len(chosen)).astype(integers.dtype)
    integers[chosen] ^= np.left_shift(integers.dtype.type(1), bits)
    return integers.view(numbers.dtype).reshape(numbers.shape)
