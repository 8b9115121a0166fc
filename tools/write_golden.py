"""Write the golden vectors of generators and records, computed bit by bit as SPEC.md says it.

Usage: python tools/write_golden.py [--check]
Vectors stay for ever: those on disk must come out again, and only new ones are added behind them.
With --check nothing is written; exit 1 if there are new ones.

Shares no code with the package but the constants, so that both check each other.
"""

import csv
import io
import math
import random
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "converter" / "seedlite"))

import _constants as c  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"
WORD = 0xFFFFFFFF
SEEDS = (0, 1, 0x12345678, 0x80000000, 0xFFFFFFFF)
INDICES = (0, 1, 2, 255, 4095, 65535)
GENERATORS = (c.GENERATOR_UNIFORM, c.GENERATOR_BELL)
RECORD_LAYOUT = "<BBHIIIBBBBbBBBBBBBHH"
RECORD_FIELDS = {
    "seed": 0,
    "generator": c.GENERATOR_UNIFORM,
    "values": 1,
    "bits": 0,
    "window": 0,
    "mean": 0,
    "spread": 0,
    "shift": 0,
    "flags": 0,
    "mean_bits": 0,
    "spread_bits": 0,
    "code_bits": 0,
    "mantissa_bits": 0,
    "mask_group": 0,
}


def mix(x: int) -> int:
    x ^= x >> 16
    x = x * c.HASH_MIX_1 & WORD
    x ^= x >> 15
    x = x * c.HASH_MIX_2 & WORD
    return x ^ x >> 16


def first_hash(index: int, seed: int, counter: bool) -> int:
    return mix(index + seed & WORD) if counter else next_hash(index, seed)


def next_hash(hash: int, seed: int) -> int:
    return hash * c.HASH_WINDOW_MULTIPLIER + seed & WORD


def value(generator: int, hash: int) -> int:
    if generator == c.GENERATOR_UNIFORM:
        return (hash >> 24) - 256 * (hash >> 31)
    return (sum(hash.to_bytes(4, "little")) - 510) >> 2


def generator_rows() -> Iterator[list]:
    yield ["state", "generator", "seed", "index", "value", "r"]
    for generator in GENERATORS:
        for seed in SEEDS:
            for index in (*INDICES, 1 << 20, WORD):
                hash = first_hash(index, seed, counter=True)
                yield ["counter", generator, seed, index, 0, value(generator, hash)]
            for index in INDICES:
                hash = index
                for number in range(c.MAX_VALUES_PER_DRAW):
                    hash = next_hash(hash, seed)
                    yield ["window", generator, seed, index, number, value(generator, hash)]


class Bits:
    """A bit string under construction, or being read."""

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
    name: str, shape: tuple[int, ...], axis: int, batch: int, network=(0, 0, 0), base=1, **fields
) -> list:
    """One record with random parts, and the weights and scales that follow from them."""
    rng = random.Random(name)
    f = RECORD_FIELDS | fields
    count = math.prod(shape)
    channels = shape[axis]
    batches = -(-count // batch)
    groups = -(-count // f["mask_group"]) if f["mask_group"] else 0
    mask = random_string(groups, 1, rng)
    masked = [bool(groups) and Bits(mask).bits[i // f["mask_group"]] for i in range(count)]
    live = masked.count(False)
    draws = -(-live // f["values"])
    stream = random_string(
        (draws - 1) * f["bits"] + f["window"] if f["bits"] and draws else 0, 1, rng
    )
    codes = random_string(channels, f["code_bits"], rng) if f["code_bits"] else b""
    lowest = -(1 << f["mean_bits"] >> 1) + (f["mean_bits"] == 8) if f["mean_bits"] > 1 else 0
    means = random_string(batches, f["mean_bits"], rng, lowest) if f["mean_bits"] else b""
    spreads = random_string(batches, f["spread_bits"], rng) if f["spread_bits"] else b""
    tail = codes + means + spreads + mask
    encoded = stream + tail.ljust(c.STREAM_PAD_BYTES if f["bits"] else c.EMPTY_PAD_BYTES, b"\0")
    record = struct.pack(
        RECORD_LAYOUT, c.DECODE_TYPE, c.DECODE_VERSION, 0, count, batch, *f.values(), 0
    )

    def signed(field: int, width: int) -> int:
        return field - (1 << width) if field >> (width - 1) else field

    def weight(i: int) -> int:
        if masked[i]:
            return 0
        j = masked[:i].count(False)
        draw, number = divmod(j, f["values"])
        state = Bits(stream).field(draw * f["bits"], f["window"]) if f["bits"] else draw
        hash = first_hash(state, f["seed"], counter=not f["bits"])
        for _ in range(number):
            hash = next_hash(hash, f["seed"])
        b = i // batch
        mean, spread, shift = f["mean"], f["spread"], f["shift"]
        if f["flags"] & c.FLAG_NETWORK_STATISTICS:
            mean, spread, shift = network
        if f["mean_bits"]:
            mean = signed(Bits(means).field(b * f["mean_bits"], f["mean_bits"]), f["mean_bits"])
        if f["spread_bits"]:
            spread = Bits(spreads).field(b * f["spread_bits"], f["spread_bits"])
        noise = (spread * value(f["generator"], hash) + ((1 << shift) >> 1)) >> shift
        return max(-c.WEIGHT_MAX, min(c.WEIGHT_MAX, mean + noise))

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
        *("name", "shape", "channel_axis", "network_mean", "network_spread", "network_shift"),
        *("base_scale", "record", "encoded", "weights", "scales"),
    ]
    bell = {"generator": c.GENERATOR_BELL, "spread": 1}
    codes = {"code_bits": 6, "mantissa_bits": 3, "base": 0.5 * 0xABCD0 / (1 << 28)}
    yield record_row(
        "unitary",
        (3, 2, 2, 5),
        0,
        60,
        network=(-3, 200, 8),
        flags=c.FLAG_NETWORK_STATISTICS,
        seed=9,
    )
    yield record_row("layer", (7, 9), 0, 63, mean=5, spread=254, shift=8, seed=77)
    yield record_row("batch", (5, 11), 0, 10, mean_bits=8, spread_bits=8, shift=7, seed=3)
    yield record_row(
        "batch bell clamped",
        (64,),
        0,
        9,
        mean_bits=5,
        spread_bits=8,
        shift=3,
        generator=c.GENERATOR_BELL,
    )
    yield record_row("one statistic bit", (30,), 0, 1, mean_bits=1, spread_bits=1, mean=9, spread=9)
    yield record_row("shift 15", (40,), 0, 40, spread=255, shift=15, mean=-127, seed=WORD)
    yield record_row("V1 k2 L12", (4, 3, 3, 5), 0, 180, values=1, bits=2, window=12, **bell)
    yield record_row(
        "V2 k4 L10 row codes", (6, 13), 0, 78, values=2, bits=4, window=10, seed=5, **bell, **codes
    )
    yield record_row(
        "V4 k8 L8 input-major",
        (6, 7),
        0,
        42,
        values=4,
        bits=8,
        window=8,
        seed=6,
        flags=c.FLAG_INPUT_MAJOR,
        **bell,
        **codes,
    )
    yield record_row(
        "depthwise row codes",
        (1, 3, 3, 6),
        3,
        54,
        values=3,
        bits=5,
        window=16,
        seed=8,
        **bell,
        **codes,
    )
    yield record_row(
        "mask", (5, 33), 0, 165, values=4, bits=3, window=9, seed=1, mask_group=4, **bell, **codes
    )
    yield record_row(
        "everything",
        (5, 33),
        0,
        20,
        values=8,
        bits=7,
        window=7,
        seed=2,
        mask_group=7,
        shift=4,
        flags=c.FLAG_INPUT_MAJOR,
        mean_bits=6,
        spread_bits=5,
        code_bits=8,
        mantissa_bits=4,
        base=2**-9,
    )
    yield record_row("V8 k1 L6 short", (3,), 0, 3, values=8, bits=1, window=6, **bell)
    yield record_row("k16 L16", (21,), 0, 21, values=1, bits=16, window=16, seed=4, **bell)
    yield record_row("one weight", (1, 1), 0, 1, values=1, bits=2, window=12, **bell)


def csv_text(rows: Iterator[list]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def main() -> int:
    stale = 0
    for name, rows in (("generators.csv", generator_rows()), ("records.csv", record_rows())):
        path = GOLDEN / name
        text = csv_text(rows)
        old = path.read_text() if path.exists() else ""
        if not text.startswith(old):
            print(
                f"{path.relative_to(ROOT)}: vectors on disk no longer come out; they are for ever"
            )
            return 1
        if text != old:
            stale = 1
            print(f"{path.relative_to(ROOT)}: new vectors")
            if "--check" not in sys.argv:
                path.write_text(text)
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
