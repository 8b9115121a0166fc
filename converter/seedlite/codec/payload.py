"""The encoded tensor: seed bits, row codes, means, spreads, zero mask (SPEC.md, section 3)."""

from dataclasses import dataclass, field

import numpy as np

from seedlite.codec.bitstring import (
    byte_count,
    pack_fields,
    pack_windows,
    sign_extend,
    unpack_fields,
    unpack_windows,
)
from seedlite.codec.draws import window_bits
from seedlite.codec.record import Record, in_range
from seedlite.errors import BadInputError
from seedlite.format.constants import EMPTY_PAD_BYTES, STREAM_PAD_BYTES, WEIGHT_MAX


def _none() -> np.ndarray:
    return np.zeros(0, np.int64)


@dataclass
class Payload:
    """The encoded tensor's content as integers. Parts that the record lacks are empty."""

    windows: np.ndarray = field(default_factory=_none)  # [draws]
    row_codes: np.ndarray = field(default_factory=_none)  # [output channels]
    means: np.ndarray = field(default_factory=_none)  # [batches]
    spreads: np.ndarray = field(default_factory=_none)  # [batches]
    mask: np.ndarray = field(default_factory=_none)  # [mask groups]; 1: all weights are 0

    def pack(self, record: Record) -> bytes:
        k = record.bits_per_draw
        seed_bits = pack_windows(self.windows, k, window_bits(k)) if k else b""
        rest = b"".join(
            pack_fields(part, width)
            for part, width in (
                (self.row_codes, record.row_code_bits),
                (self.means, record.mean_bits),
                (self.spreads, record.spread_bits),
                (self.mask, 1),
            )
        )
        return seed_bits + rest.ljust(_least_tail(record), b"\0")

    @classmethod
    def unpack(cls, record: Record, encoded: bytes, channels: int) -> "Payload":
        """Unpacks an encoded tensor. Raises BadInputError if it violates SPEC.md, section 3."""
        counts = part_bits(record, channels)
        tail = sum(byte_count(bits) for bits in counts.values())
        at = len(encoded) - max(tail, _least_tail(record))
        if at < 0:
            raise _bad(record, f"has {len(encoded)} bytes, too few for its parts")
        data = {}
        start = at
        for name, bits in counts.items():
            data[name] = encoded[start : start + byte_count(bits)]
            start += len(data[name])
        payload = cls(
            row_codes=_fields(data["row codes"], record.row_code_bits, channels),
            means=_fields(data["means"], record.mean_bits, record.batches),
            spreads=_fields(data["spreads"], record.spread_bits, record.batches),
            mask=_fields(data["zero mask"], 1, record.mask_groups),
        )
        if record.mean_bits:
            payload.means = sign_extend(payload.means, record.mean_bits)
        payload._check_range(record)
        live = live_count(record, payload.mask)
        if at != byte_count(record.seed_bits(live)):
            raise _bad(record, f"has {at} bytes of seed bits, not {record.seed_bits(live)} bits")
        if live and record.bits_per_draw:
            k = record.bits_per_draw
            payload.windows = unpack_windows(encoded[:at], k, window_bits(k), record.draws(live))
        if payload.pack(record) != encoded:
            raise _bad(record, "has bits that are not zero where no part is")
        return payload

    def _check_range(self, record: Record) -> None:
        if record.bits_per_draw:
            return
        means, spreads = np.broadcast_arrays(
            self.means if record.mean_bits else record.mean,
            self.spreads if record.spread_bits else record.spread,
        )
        outside = np.flatnonzero(~in_range(means, spreads))
        if len(outside):
            number = outside[0]
            mean, spread = means.ravel()[number], spreads.ravel()[number]
            raise _bad(
                record,
                f"has batch {number} with mean {mean} and spread {spread}: its weights leave "
                f"-{WEIGHT_MAX} to {WEIGHT_MAX}",
            )


def part_bits(record: Record, channels: int) -> dict[str, int]:
    """Returns the bits of each part after the seed bits, in order."""
    return {
        "row codes": record.row_code_bits * channels,
        "means": record.mean_bits * record.batches,
        "spreads": record.spread_bits * record.batches,
        "zero mask": record.mask_groups,
    }


def encoded_bytes(record: Record, channels: int, live: int) -> int:
    """Returns the length of the encoded tensor with `live` unmasked weights."""
    tail = sum(byte_count(bits) for bits in part_bits(record, channels).values())
    return byte_count(record.seed_bits(live)) + max(tail, _least_tail(record))


def without_row_codes(record: Record, encoded: bytes, channels: int) -> bytes:
    """Returns the encoded tensor without its row codes."""
    sizes = {name: byte_count(bits) for name, bits in part_bits(record, channels).items()}
    codes = sizes["row codes"]
    at = len(encoded) - max(sum(sizes.values()), _least_tail(record))
    rest = encoded[at + codes : at + sum(sizes.values())]
    return encoded[:at] + rest.ljust(_least_tail(record), b"\0")


def live_weights(record: Record, mask: np.ndarray) -> np.ndarray:
    """Returns bool [count], in the record's order: False where the zero mask covers the weight."""
    if not record.mask_group:
        return np.ones(record.count, bool)
    return np.repeat(mask == 0, record.mask_group)[: record.count]


def live_count(record: Record, mask: np.ndarray) -> int:
    return int(np.count_nonzero(live_weights(record, mask)))


def _least_tail(record: Record) -> int:
    return STREAM_PAD_BYTES if record.bits_per_draw else EMPTY_PAD_BYTES


def _fields(data: bytes, width: int, count: int) -> np.ndarray:
    return unpack_fields(data, width, count) if width and count else _none()


def _bad(record: Record, what: str) -> BadInputError:
    return BadInputError(
        f"the encoded tensor of a record with {record.count} weights {what}; "
        "convert the model again",
        "E_SECTION",
    )
