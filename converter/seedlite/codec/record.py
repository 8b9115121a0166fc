"""The record of a centralized tensor, DECODE's ancillary tensor (SPEC.md, section 2)."""

from dataclasses import dataclass, fields
from typing import Any

from seedlite.codec.draws import seed_bits
from seedlite.codec.rates import Rate
from seedlite.errors import BadInputError
from seedlite.format.constants import (
    FLAG_INPUT_MAJOR,
    FLAG_NETWORK_STATISTICS,
    LEVEL_MAX,
    MAX_ROW_CODE_EXPONENT_BITS,
    MAX_ROW_CODE_MANTISSA_BITS,
    MAX_VALUES_PER_DRAW,
    WEIGHT_MAX,
)
from seedlite.format.layout import RECORD


@dataclass(frozen=True)
class Record:
    """The parameters that regenerate one tensor. Fields, units and ranges are those of SPEC.md;
    raises BadInputError, naming the field, for values out of range."""

    count: int
    batch_size: int
    seed: int = 0
    values_per_draw: int = 0
    bits_per_draw: int = 0
    mean: int = 0
    spread: int = 0
    network_statistics: bool = False
    input_major: bool = False
    mean_bits: int = 0
    spread_bits: int = 0
    row_code_bits: int = 0
    row_code_mantissa_bits: int = 0
    mask_group: int = 0

    def __post_init__(self) -> None:
        for name in NUMBERS:
            self._require(name, RECORD.fields[name].low, RECORD.fields[name].high)
        self._require("batch_size", 1, self.count)
        self._check_draws()
        self._check_statistics()
        self._check_row_codes()

    @property
    def rate(self) -> Rate:
        return Rate(self.values_per_draw, self.bits_per_draw)

    @property
    def row_scaled(self) -> bool:
        """Tells whether seed bits have a scale, a row code or a spread, for each output channel."""
        return bool(self.bits_per_draw and (self.row_code_bits or self.spread_bits))

    @property
    def row_code_form(self) -> tuple[int, int] | None:
        """Bits of the row codes and of their mantissa, or None."""
        return (self.row_code_bits, self.row_code_mantissa_bits) if self.row_code_bits else None

    @property
    def batches(self) -> int:
        return -(-self.count // self.batch_size)

    @property
    def mask_groups(self) -> int:
        return -(-self.count // self.mask_group) if self.mask_group else 0

    def row_length(self, shape: tuple[int, ...]) -> int:
        """Returns the weights per row; each row begins a new word of the hash. shape: the
        tensor's."""
        return self.count // shape[1 if self.input_major else 0]

    def draws(self, live: int) -> int:
        return -(-live // self.values_per_draw)

    def seed_bits(self, live: int) -> int:
        """Returns the length of the seed bits of `live` unmasked weights."""
        return seed_bits(self.draws(live), self.bits_per_draw) if self.bits_per_draw else 0

    def pack(self) -> bytes:
        flags = FLAG_NETWORK_STATISTICS * self.network_statistics
        flags |= FLAG_INPUT_MAJOR * self.input_major
        return RECORD.pack(flags=flags, **{name: getattr(self, name) for name in NUMBERS})

    @classmethod
    def unpack(cls, data: bytes) -> "Record":
        """Unpacks a record. Raises BadInputError, naming the field, if it is invalid."""
        if len(data) != RECORD.size:
            raise _bad("length", len(data), RECORD.size, RECORD.size)
        values = RECORD.unpack(data)
        for name, field in RECORD.fields.items():
            _check(name, values[name], field.low, field.high)
        return cls(
            **{name: values[name] for name in NUMBERS},
            network_statistics=bool(values["flags"] & FLAG_NETWORK_STATISTICS),
            input_major=bool(values["flags"] & FLAG_INPUT_MAJOR),
        )

    def _require(self, name: str, low: int, high: int) -> None:
        _check(name, getattr(self, name), low, high)

    def _check_draws(self) -> None:
        if self.bits_per_draw == 0:
            self._require("values_per_draw", 0, 0)
            return
        self._require("values_per_draw", 1, MAX_VALUES_PER_DRAW)
        for name in ("seed", "mean", "spread", "mean_bits", "network_statistics"):
            self._require(name, 0, 0)

    def _check_statistics(self) -> None:
        if self.network_statistics:
            for name in ("mean", "spread", "mean_bits", "spread_bits"):
                self._require(name, 0, 0)
        if not in_range(self.mean, self.spread):
            raise _bad("spread", self.spread, 0, (WEIGHT_MAX - abs(self.mean)) // LEVEL_MAX)

    def _check_row_codes(self) -> None:
        self._require(
            "row_code_mantissa_bits", 0, min(MAX_ROW_CODE_MANTISSA_BITS, self.row_code_bits)
        )
        exponent_bits = self.row_code_bits - self.row_code_mantissa_bits
        if exponent_bits > MAX_ROW_CODE_EXPONENT_BITS:
            raise _bad("row code exponent bits", exponent_bits, 0, MAX_ROW_CODE_EXPONENT_BITS)


def in_range(mean: Any, spread: Any) -> Any:
    """Tells whether all weights of statistics alone stay within int8's symmetric range; for numbers
    or arrays."""
    return abs(mean) + LEVEL_MAX * spread <= WEIGHT_MAX


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise _bad(name.replace("_", " "), value, low, high)


def _bad(name: str, value: int, low: int, high: int) -> BadInputError:
    wanted = f"{low}" if low == high else f"{low} to {high}"
    return BadInputError(
        f"a record's {name} is {value}, where {wanted} is allowed; convert the model again",
        "E_SECTION",
    )


NUMBERS = [field.name for field in fields(Record) if field.type is int]
