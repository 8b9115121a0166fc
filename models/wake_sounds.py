"""Sounds by rule for the wake word of models/wake.py: pieces of ten seconds in which the word and
what resembles it stand in noise, at any level, pitch and tempo.

The word is a chirp that rises by an octave, then two tones, the higher one first.

`python -m models.wake_sounds -o FOLDER` writes calibration.npz and sound.wav, a piece with the
word; sound.csv says the seconds of the words.
"""

import argparse
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.front_end import log_mel

RATE = 16_000
SECONDS = 10
HOP, WINDOWS = 320, 43  # that decide on a word: 0.87 s
CLIP = (WINDOWS - 1) * HOP + 480  # samples
PITCHES = 450, 750  # Hz
WORD_SHARE = 0.35  # of the sounds that are no noise
PARTIAL = 0.6  # of the word: a clip that holds more, but not all, is no example of anything
TRAINING, TEST = range(400), range(10_000, 10_360)  # numbers of pieces; an hour to test
EXAMPLE = 10_008  # a piece with three words, not of the training
POSITIVES, NEGATIVES = 6, 5  # clips of each word, of each sound
Part = tuple[float, float, float]  # frequency at first and at last, seconds; 0 Hz: a pause


@dataclass(frozen=True)
class Piece:
    sound: np.ndarray  # int16 [samples]
    words: list[tuple[int, int]]  # first and last sample of each
    others: list[tuple[int, int]]


def word(f: float) -> list[Part]:
    return [(f, 2 * f, 0.25), (0, 0, 0.03), (1.5 * f, 1.5 * f, 0.15), (0, 0, 0.03), (f, f, 0.15)]


def _backwards(f: float) -> list[Part]:
    return [(end, start, seconds) for start, end, seconds in reversed(word(f))]


def _falling(f: float) -> list[Part]:
    return [(2 * f, f, 0.25), *word(f)[1:]]


def _tones_exchanged(f: float) -> list[Part]:
    chirp, pause, high, _, low = word(f)
    return [chirp, pause, low, pause, high]


def _without_rise(f: float) -> list[Part]:
    return [(1.5 * f, 1.5 * f, 0.25), *word(f)[1:]]


RESEMBLING: list[Callable[[float], list[Part]]] = [
    _backwards,
    _falling,
    _tones_exchanged,
    _without_rise,
    lambda f: word(f)[:1],
    lambda f: word(f)[:3],
    lambda f: word(f)[2:],
    lambda f: word(f)[:1] * 2,
]


def _melody(rng: np.random.Generator) -> list[Part]:
    """Returns two to four tones and chirps without any plan."""
    ends = rng.uniform(300, 3000, (rng.integers(2, 5), 2))
    steady = rng.random(len(ends)) < 0.5
    return [
        (a, a if same else b, rng.uniform(0.08, 0.3))
        for (a, b), same in zip(ends, steady, strict=True)
    ]


def _played(parts: list[Part], rng: np.random.Generator) -> np.ndarray:
    """Returns the sound of the parts, with a second harmonic, within 1."""
    tempo, harmonic = rng.uniform(0.85, 1.15), rng.uniform(0, 0.4)
    sounds = []
    for start, end, seconds in parts:
        samples = int(seconds * tempo * RATE)
        phase = 2 * np.pi * np.cumsum(np.linspace(start, end, samples)) / RATE
        ramp = np.minimum(np.arange(samples), np.arange(samples)[::-1]) / (0.01 * RATE)
        sounds.append(np.minimum(ramp, 1) * (np.sin(phase) + harmonic * np.sin(2 * phase)))
    return np.concatenate(sounds) / (1 + harmonic)


def _noise(samples: int, rng: np.random.Generator) -> np.ndarray:
    """Returns noise of deviation 1: white, or weaker at high frequencies."""
    slope = rng.uniform(0, 1)
    spectrum = np.fft.rfft(rng.normal(size=samples))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20 * samples / RATE) ** slope
    noise = np.fft.irfft(spectrum, samples)
    return noise / noise.std()


def _other(rng: np.random.Generator) -> np.ndarray:
    kind = rng.random()
    if kind < 0.6:
        return _played(rng.choice(RESEMBLING)(rng.uniform(*PITCHES)), rng)
    if kind < 0.85:
        return _played(_melody(rng), rng)
    return _noise(rng.integers(1000, 8000), rng) / 4


def piece(number: int) -> Piece:
    """Returns the piece of this number, always the same."""
    rng = np.random.default_rng(number)
    noise = _noise(SECONDS * RATE, rng)
    level = 10 ** rng.uniform(-1, 3)  # of the noise, in units of int16: up to -30 dB
    sound = level * noise
    words, others = [], []
    at = int(rng.uniform(0.1, 1) * RATE)
    while True:
        is_word = rng.random() < WORD_SHARE
        event = _played(word(rng.uniform(*PITCHES)), rng) if is_word else _other(rng)
        if at + len(event) > len(sound):
            break
        peak = max(10 ** rng.uniform(2.5, 4.4), level)  # -40 ... -2 dB
        sound[at : at + len(event)] += peak * event
        (words if is_word else others).append((at, at + len(event)))
        at += len(event) + int(rng.uniform(0.05, 1.2) * RATE)
    return Piece(np.clip(np.rint(sound), -32768, 32767).astype(np.int16), words, others)


def clips(numbers: range, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns clips of the pieces: real features float32 [n, 43, 1, 40], and int64 [n], 1 where the
    whole word is in the clip."""
    rng = np.random.default_rng(seed)
    found = [_clips(piece(number), rng) for number in numbers]
    x, y = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return x, y


def real_features(sound: np.ndarray) -> np.ndarray:
    """Returns float32 [windows, 1, 40], in octaves."""
    return log_mel(sound, HOP).astype(np.float32)[:, None] / 256


def _clips(piece: Piece, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    features = real_features(piece.sound)
    of_clips = labels(piece, len(features) - WINDOWS + 1)
    positives, negatives = np.flatnonzero(of_clips == 1), np.flatnonzero(of_clips == 0)
    events = len(piece.words) + len(piece.others)
    chosen = np.concatenate(
        [
            rng.choice(positives, min(len(positives), POSITIVES * len(piece.words)), replace=False),
            rng.choice(negatives, min(len(negatives), NEGATIVES * events), replace=False),
        ]
    )
    return np.stack([features[at : at + WINDOWS] for at in chosen]), of_clips[chosen]


def labels(piece: Piece, count: int) -> np.ndarray:
    """Returns, for the clip that begins at each window, 1: a word, 0: none, -1: most of one."""
    begin = np.arange(count) * HOP
    result = np.zeros(count, np.int64)
    for start, end in piece.words:
        seen = np.minimum(begin + CLIP, end) - np.maximum(begin, start)
        result[(result == 0) & (seen > PARTIAL * (end - start))] = -1
        result[seen == end - start] = 1
    return result


def write_wav(path: Path, sound: np.ndarray) -> None:
    """Writes int16 samples."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.astype("<i2").tobytes())


def main() -> None:
    from models import wake

    parser = argparse.ArgumentParser(prog="python -m models.wake_sounds")
    parser.add_argument("-o", "--output", type=Path, required=True)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "calibration.npz", x=wake.calibration())
    example = piece(EXAMPLE)
    write_wav(folder / "sound.wav", example.sound)
    times = [f"{start / RATE:.2f},{end / RATE:.2f}" for start, end in example.words]
    (folder / "sound.csv").write_text("\n".join(["start,end", *times, ""]))


if __name__ == "__main__":
    main()
