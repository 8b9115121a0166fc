"""The log-mel front end said again in numpy, and windows of sound that are hard for it."""

import numpy as np

TRANSFORM, SAMPLES, BANDS = 512, 480, 40
LOW_HZ, HIGH_HZ = 100, 7600


def log_mel_in_numpy(windows: np.ndarray) -> np.ndarray:
    """Returns the features of windows int16 [n, 480]: int16 [n, 40]."""
    energies, shifts = _energies(windows.astype(np.int64))
    weights = _weights()
    assert (energies @ weights).max(initial=0) < 2**44
    value = _log2(energies @ weights) - 512 * shifts[:, None]
    return np.maximum(value, 0).astype(np.int16)


def quantized_in_numpy(features: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    multiplier = int(2.0**24 / 256 / scale + 0.5)
    steps = (features.astype(np.int64) * multiplier + 2**23) // 2**24
    return np.clip(steps + zero_point, -128, 127).astype(np.int8)


def _energies(windows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns energies [n, 256] and the windows' shifts [n]."""
    peak = np.maximum(np.abs(windows).max(axis=1), 1)
    shifts = 15 - np.ceil(np.log2(peak)).astype(np.int64)
    hann = np.rint(2**14 * np.sin(np.pi * (np.arange(SAMPLES) + 0.5) / SAMPLES) ** 2)
    tapered = ((windows << shifts[:, None]) * hann.astype(np.int64) + 2**14) >> 15
    padded = np.pad(tapered, ((0, 0), (0, TRANSFORM - SAMPLES)))
    re, im = _transform(padded[:, 0::2], padded[:, 1::2])
    assert max(abs(re).max(), abs(im).max()) < 15_370
    k = np.arange(1, TRANSFORM // 4 + 1)
    s_re, s_im = re[:, k] + re[:, -k], im[:, k] - im[:, -k]
    d_re, d_im = re[:, k] - re[:, -k], im[:, k] + im[:, -k]
    cos, sin = _cosine(k), _sine(k)
    t_re, t_im = d_im * cos - d_re * sin, -d_re * cos - d_im * sin
    energies = np.zeros((len(windows), TRANSFORM // 2), np.int64)
    energies[:, k] = _half(s_re, t_re) ** 2 + _half(s_im, t_im) ** 2
    energies[:, -k] = _half(s_re, -t_re) ** 2 + _half(s_im, -t_im) ** 2
    assert energies.max() <= 15_380**2
    return energies, shifts


def _transform(re: np.ndarray, im: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the complex transform along the last axis, divided by its length; recursive."""
    length = re.shape[1]
    if length == 1:
        return re, im
    a_re, a_im = _transform(re[:, 0::2], im[:, 0::2])
    b_re, b_im = _transform(re[:, 1::2], im[:, 1::2])
    turn = np.arange(length // 2) * (TRANSFORM // length)
    cos, sin = _cosine(turn), _sine(turn)
    t_re, t_im = b_re * cos + b_im * sin, b_im * cos - b_re * sin
    re = np.concatenate([_half(a_re, t_re), _half(a_re, -t_re)], axis=1)
    im = np.concatenate([_half(a_im, t_im), _half(a_im, -t_im)], axis=1)
    return re, im


def _half(a: np.ndarray, product: np.ndarray) -> np.ndarray:
    """Returns (a + product / 2^15) / 2, rounded; asserts that int32 suffices."""
    total = (a << 15) + product + 2**15
    assert np.abs(total).max(initial=0) < 2**31
    return total >> 16


def _sine(turn: np.ndarray) -> np.ndarray:
    values = np.rint(2**15 * np.sin(2 * np.pi * turn / TRANSFORM))
    return np.minimum(values, 2**15 - 1).astype(np.int64)


def _cosine(turn: np.ndarray) -> np.ndarray:
    return _sine(turn + TRANSFORM // 4)


def _weights() -> np.ndarray:
    """Returns the bands' weights in 2^-12: [256, 40]."""
    low, high = (1127 * np.log1p(hz / 700) for hz in (LOW_HZ, HIGH_HZ))
    mel = 1127 * np.log1p(np.arange(TRANSFORM // 2) * 31.25 / 700)
    place = (mel - low) * (BANDS + 1) / (high - low)
    rising = np.floor(4096 * (place % 1)).astype(np.int64)
    result = np.zeros((TRANSFORM // 2, BANDS), np.int64)
    for k, interval in enumerate(np.floor(place).astype(int)):
        if 0 <= interval < BANDS:
            result[k, interval] = rising[k]
        if 0 < interval <= BANDS:
            result[k, interval - 1] = 4096 - rising[k]
    return result


def _log2(values: np.ndarray) -> np.ndarray:
    """Returns 256 log2, by lines between 32 points of each octave."""
    table = np.rint(2**15 * np.log2(1 + np.arange(33) / 32)).astype(np.int64)
    shortened = np.where(values >> 32, values >> 12, values)  # to 32 bits
    exponent = np.frexp(np.maximum(shortened, 1).astype(float))[1] - 1
    mantissa = shortened << (31 - exponent)
    entry, rest = mantissa >> 26 & 31, mantissa >> 10 & 0xFFFF
    fraction = table[entry] + ((table[entry + 1] - table[entry]) * rest >> 16)
    exponent = exponent + np.where(values >> 32, 12, 0)
    return np.where(values > 0, ((exponent << 15) + fraction + 2**6) >> 7, 0)


def hard_windows() -> np.ndarray:
    """Returns windows of silence, full scale, clipped and random sounds: int16 [n, 480]."""
    rng = np.random.default_rng(0)
    at = np.arange(SAMPLES)
    hann = np.sin(np.pi * (at + 0.5) / SAMPLES) ** 2
    least, most = -32768, 32767
    found = [np.zeros(SAMPLES), np.full(SAMPLES, least), np.full(SAMPLES, most)]
    found += [np.where(at == place, least, 0) for place in (0, 1, 240, 479)]
    found += [np.where(at == place, 1, 0) for place in (0, 239, 240)]
    for period in (2, 3, 4, 7, 16, 32, 120, 480):
        found += [np.where(at % period < period / 2, most, least)]
        found += [np.where(at % period < period / 2, 1, -1)]
    # what a bin of the complex transform sums up, with all signs alike: its largest value
    for k in (0, 1, 64, 128, 200):
        turn = 2 * np.pi * (at // 2) * k / 256
        found += [np.where(np.where(at % 2, np.sin(turn), np.cos(turn)) >= 0, most, least)]
    for hz in (50, 125, 440, 1000, 3999, 7999):
        tone = np.sin(2 * np.pi * hz * at / 16000)
        found += [most * tone, 3 * tone, np.clip(4 * most * tone, least, most)]
    found += [most * hann]
    for bits in range(1, 16):
        found += list(rng.integers(-(2**bits), 2**bits, (12, SAMPLES)))
    found += list(rng.choice([least, most], (20, SAMPLES)))
    return np.clip(np.rint(found), least, most).astype(np.int16)
