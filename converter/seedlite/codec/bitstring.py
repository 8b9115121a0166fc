"""Bit strings of the format: bit i is bit i mod 8 of byte i div 8 (SPEC.md)."""

import numpy as np


def byte_count(bits: int) -> int:
    return -(-bits // 8)


def pack_fields(fields: np.ndarray, width: int) -> bytes:
    """Packs the low `width` bits of each integer consecutively; unused bits are zero."""
    fields = np.asarray(fields).astype(np.int64)
    bits = (fields[:, None] >> np.arange(width)) & 1
    return np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()


def unpack_fields(data: bytes, width: int, count: int) -> np.ndarray:
    """Inverts pack_fields: `count` unsigned fields, int64."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=width * count, bitorder="little")
    return bits.reshape(count, width).astype(np.int64) @ (1 << np.arange(width, dtype=np.int64))


def sign_extend(fields: np.ndarray, width: int) -> np.ndarray:
    """Reads unsigned fields of `width` bits as two's complement."""
    sign = 1 << (width - 1)
    return (fields ^ sign) - sign


def pack_windows(windows: np.ndarray, bits_per_draw: int, window_bits: int) -> bytes:
    """Returns the seed bits whose window number t, `window_bits` from bit t * bits_per_draw on, is
    windows[t]; empty without windows."""
    windows = np.asarray(windows, np.uint16)
    if len(windows) == 0:
        return b""
    first = (windows[0] >> np.arange(window_bits, dtype=np.uint16)) & 1
    fresh = windows[1:] >> (window_bits - bits_per_draw)
    rest = (fresh[:, None] >> np.arange(bits_per_draw, dtype=np.uint16)) & 1
    bits = np.concatenate([first, rest.ravel()])
    return np.packbits(bits.astype(np.uint8), bitorder="little").tobytes()


def unpack_windows(data: bytes, bits_per_draw: int, window_bits: int, draws: int) -> np.ndarray:
    """Inverts pack_windows: int64 [draws]. `data` may be longer than the seed bits."""
    at = np.arange(draws, dtype=np.int64) * bits_per_draw
    padded = np.frombuffer(data + bytes(3), np.uint8).astype(np.int64)
    byte = at >> 3
    words = padded[byte] | (padded[byte + 1] << 8) | (padded[byte + 2] << 16)
    return (words >> (at & 7)) & ((1 << window_bits) - 1)
