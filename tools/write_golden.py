"""Writes the golden vectors of draws, levels and records, computed bit by bit from SPEC.md.

Usage: python -m tools.write_golden [--check]

Vectors are permanent: those on disk must be reproduced, and new ones are only appended. --check
writes nothing and exits with 1 if there are new ones. Shares only the constants and the table with
the package, so that both check each other.
"""

import csv
import io
import math
import random
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from seedlite.codec.draws import TABLE
from seedlite.format import constants as c

DRAW_TABLE = TABLE.tolist()
GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
WORD = 0xFFFFFFFF
SEEDS = (0, 1, 0x12345678, 0x80000000, 0xFFFFFFFF)
WINDOWS = (0, 1, 255, 256, 0x1234, 0xFFFF)
WEIGHTS = (0, 1, 2, 3, 4, 15, 16, 17, 79, 80, 1 << 20)
RECORD_LAYOUT = "<BBHIIIBBbBBBBBBBH"
RECORD_FIELDS = {
    "seed": 0,
    "values": 0,
    "bits": 0,
    "mean": 0,
    "spread": 0,
    "flags": 0,
    "mean_bits": 0,
    "spread_bits": 0,
    "code_bits": 0,
    "mantissa_bits": 0,
    "reserved": 0,
    "mask_group": 0,
}


def distance(bits: int) -> int:
    return 8 // bits * bits


def draw(window: int, bits: int, column: int) -> int:
    second = window >> distance(bits) & 255
    return DRAW_TABLE[window & 255][column] + DRAW_TABLE[second + 1][column]


def level(row: int, i: int, length: int, seed: int) -> int:
    """Returns r of weight i in a row of `length` weights, for statistics alone."""
    number = row * -(-length // c.HASH_WEIGHTS) + i // c.HASH_WEIGHTS
    x = number * c.HASH_STEP + seed & WORD
    x ^= x >> 16
    x = x * c.HASH_MIX & WORD
    x ^= x >> 15
    at = (0, 2, 16, 18)[i % 4] + 4 * (i % c.HASH_WEIGHTS // 4)
    return 2 * (x >> at & 3) - c.LEVEL_MAX


def draw_rows() -> Iterator[list]:
    yield ["bits", "window", "value", "r"]
    for bits in range(1, c.MAX_BITS_PER_DRAW + 1):
        for window in WINDOWS:
            window &= (1 << distance(bits) + 8) - 1
            for column in range(c.MAX_VALUES_PER_DRAW):
                yield [bits, window, column, draw(window, bits, column)]


def level_rows() -> Iterator[list]:
    yield ["row", "weight", "length", "seed", "r"]
    for seed in SEEDS:
        for length in (1, 16, 50, 1 << 21):
            for row in (0, 1, 7):
                for i in WEIGHTS:
                    if i < length:
                        yield [row, i, length, seed, level(row, i, length, seed)]


class Bits:
    """A bit string to write or read."""

    def __init__(self, data: bytes = b""):
        self.bits = [byte >> i & 1 for byte in data for i in range(8)]

    def add(self, field: int, width: int) -> None:
        self.bits += [field >> i & 1 for i in range(width)]

    def field(self, at: int, width: int) -> int:
        return sum(bit << i for i, bit in enumerate(self.bits[at : at + width]))

    def data(self) -> bytes:
        padded = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(
            sum(bit << i for i, bit in enumerate(padded[at : at + 8]))
            for at in range(0, len(padded), 8)
        )


def random_string(count: int, width: int, rng: random.Random, lowest: int = 0) -> bytes:
    string = Bits()
    for _ in range(count):
        string.add(rng.randrange(lowest, lowest + (1 << width) - (lowest != 0)), width)
    return string.data()


def record_row(
    name: str, shape: tuple[int, ...], axis: int, batch: int, network=(0, 0), base=1, **fields
) -> list:
    """Returns a record with random parts, and the resulting weights and scales."""
    rng = random.Random(name)
    f = RECORD_FIELDS | fields
    count = math.prod(shape)
    channels = shape[axis]
    batches = -(-count // batch)
    groups = -(-count // f["mask_group"]) if f["mask_group"] else 0
    mask = random_string(groups, 1, rng)
    masked = [bool(groups) and Bits(mask).bits[i // f["mask_group"]] for i in range(count)]
    live = masked.count(False)
    draws = -(-live // f["values"]) if f["bits"] else 0
    stream = random_string(
        (draws - 1) * f["bits"] + distance(f["bits"]) + 8 if draws else 0, 1, rng
    )
    codes = random_string(channels, f["code_bits"], rng) if f["code_bits"] else b""
    most = c.LEVEL_MAX * ((1 << f["spread_bits"]) - 1 if f["spread_bits"] else f["spread"])
    means, spreads = Bits(), Bits()
    for _ in range(batches):
        reach = max(0, min(c.WEIGHT_MAX - most, (1 << f["mean_bits"] >> 1) - 1))
        means.add(rng.randint(-reach, reach) & WORD, f["mean_bits"])
        spreads.add(rng.randrange(1 << f["spread_bits"]), f["spread_bits"])
    means, spreads = means.data(), spreads.data()
    tail = codes + means + spreads + mask
    encoded = stream + tail.ljust(c.STREAM_PAD_BYTES if f["bits"] else c.EMPTY_PAD_BYTES, b"\0")
    record = struct.pack(
        RECORD_LAYOUT, c.DECODE_TYPE, c.DECODE_VERSION, 0, count, batch, *f.values()
    )

    def signed(field: int, width: int) -> int:
        return field - (1 << width) if field >> (width - 1) else field

    def weight(i: int) -> int:
        if masked[i]:
            return 0
        b = i // batch
        mean, spread = f["mean"], f["spread"]
        if f["flags"] & c.FLAG_NETWORK_STATISTICS:
            mean, spread = network
        if f["mean_bits"]:
            mean = signed(Bits(means).field(b * f["mean_bits"], f["mean_bits"]), f["mean_bits"])
        if f["spread_bits"]:
            spread = Bits(spreads).field(b * f["spread_bits"], f["spread_bits"])
        if not f["bits"]:
            length = count // shape[1 if f["flags"] & c.FLAG_INPUT_MAJOR else 0]
            return mean + spread * level(i // length, i % length, length, f["seed"])
        number, column = divmod(masked[:i].count(False), f["values"])
        window = Bits(stream).field(number * f["bits"], distance(f["bits"]) + 8)
        r = draw(window, f["bits"], column)
        return (spread * r + 128) >> 8 if f["spread_bits"] else r

    flat = [weight(i) for i in range(count)]
    if f["flags"] & c.FLAG_INPUT_MAJOR:
        outputs, inputs = shape
        flat = [flat[i % inputs * outputs + i // inputs] for i in range(count)]
    one = 1 << f["mantissa_bits"]
    code = [Bits(codes).field(f["code_bits"] * i, f["code_bits"]) for i in range(channels)]
    scales = [base * (one + x % one) * 2 ** (x // one) for x in code] if codes else [base]
    return [
        name,
        "x".join(map(str, shape)),
        axis,
        *network,
        struct.pack("<f", base).hex(),
        record.hex(),
        encoded.hex(),
        bytes(w & 255 for w in flat).hex(),
        b"".join(struct.pack("<f", s) for s in scales).hex(),
    ]


def record_rows() -> Iterator[list]:
    yield [
        *("name", "shape", "channel_axis", "network_mean", "network_spread"),
        *("base_scale", "record", "encoded", "weights", "scales"),
    ]
    codes = {"code_bits": 6, "mantissa_bits": 3, "base": 0.5 * 0xABCD0 / (1 << 28)}
    major = {"flags": c.FLAG_INPUT_MAJOR}
    shared = {"flags": c.FLAG_NETWORK_STATISTICS}
    yield record_row("unitary", (3, 2, 2, 5), 0, 60, network=(-3, 41), seed=9, **shared)
    yield record_row("layer", (7, 9), 0, 63, mean=5, spread=40, seed=77)
    yield record_row("batch", (5, 11), 0, 10, mean_bits=8, spread_bits=5, seed=3)
    yield record_row("batches of 9 in one row", (1, 3, 3, 6), 3, 9, mean_bits=8, spread_bits=5)
    yield record_row("one statistic bit", (30,), 0, 1, mean_bits=1, spread_bits=1)
    yield record_row("widest", (40,), 0, 40, spread=42, mean=-1, seed=WORD)
    yield record_row("statistics, mask", (5, 33), 0, 20, mean_bits=6, spread_bits=5, mask_group=7)
    yield record_row("statistics, input-major", (5, 33), 0, 20, mean_bits=8, **major, **codes)
    for bits in range(1, c.MAX_BITS_PER_DRAW + 1):
        for values in (1, 2, 3, 4, 7, 8):
            yield record_row(f"V{values} k{bits}", (4, 3, 3, 3), 0, 108, values=values, bits=bits)
    yield record_row("row codes", (6, 13), 0, 78, values=2, bits=4, **codes)
    yield record_row("input-major", (6, 7), 0, 42, values=4, bits=8, **major, **codes)
    yield record_row("depthwise", (1, 3, 3, 6), 3, 54, values=3, bits=5, **codes)
    yield record_row("mask", (5, 33), 0, 165, values=4, bits=3, mask_group=4, **codes)
    yield record_row("spreads", (5, 33), 0, 33, values=4, bits=8, spread_bits=8)
    yield record_row(
        "everything",
        (5, 33),
        0,
        20,
        values=8,
        bits=7,
        mask_group=7,
        spread_bits=5,
        code_bits=8,
        mantissa_bits=4,
        base=2**-9,
        **major,
    )
    yield record_row("V8 k1 short", (3,), 0, 3, values=8, bits=1)
    yield record_row("one weight", (1, 1), 0, 1, values=1, bits=2)


def csv_text(rows: Iterator[list]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def main() -> int:
    stale = 0
    for name, rows in (
        ("draws.csv", draw_rows()),
        ("levels.csv", level_rows()),
        ("records.csv", record_rows()),
    ):
        path = GOLDEN / name
        text = csv_text(rows)
        old = path.read_text() if path.exists() else ""
        if not text.startswith(old):
            print(f"{path.name}: vectors on disk no longer come out; they are for ever")
            return 1
        if text != old:
            stale = 1
            print(f"{path.name}: new vectors")
            if "--check" not in sys.argv:
                path.write_text(text)
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
