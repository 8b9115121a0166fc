"""The log-mel front end on this machine: the bits of its numpy form, what features mean, and what
wrong arguments get."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedlite.errors import UsageError
from seedlite.format.constants import LOG_MEL_MAX
from seedlite.front_end import log_mel, quantize_log_mel
from tests.support.log_mel import hard_windows, log_mel_in_numpy, quantized_in_numpy

OCTAVE = 256
AT = np.arange(480)


def features(window: np.ndarray) -> np.ndarray:
    return log_mel(np.rint(window).astype(np.int16))[0]


def floating(window: np.ndarray) -> np.ndarray:
    """The features in floating point."""
    tapered = window * np.sin(np.pi * (AT + 0.5) / 480) ** 2
    energy = np.abs(np.fft.rfft(tapered, 512) / 512) ** 2
    low, high = (np.log1p(hz / 700) for hz in (100, 7600))
    place = (np.log1p(np.arange(257) * 31.25 / 700) - low) * 41 / (high - low)
    bands = [energy @ np.clip(1 - np.abs(place - 1 - band), 0, None) for band in range(40)]
    return OCTAVE * np.log2(np.maximum(4096 * np.array(bands), 1))


def test_hard_windows_equal_numpy():
    windows = hard_windows()
    found = np.concatenate([log_mel(window) for window in windows])
    np.testing.assert_array_equal(found, log_mel_in_numpy(windows))


@settings(deadline=None)
@given(arrays(np.int16, 480))
def test_any_window_equals_numpy(window):
    np.testing.assert_array_equal(log_mel(window), log_mel_in_numpy(window[None]))


@settings(deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 15))
def test_noise_of_any_level_equals_numpy(seed, level):
    noise = np.random.default_rng(seed).normal(size=(20, 480)) * 2**level
    windows = np.clip(np.rint(noise), -32768, 32767).astype(np.int16)
    found = np.concatenate([log_mel(window) for window in windows])
    np.testing.assert_array_equal(found, log_mel_in_numpy(windows))


@pytest.mark.parametrize("level", [1, 10, 100, 1000, 8000])
def test_noise_is_near_its_floating_point_features(level):
    window = np.rint(np.random.default_rng(1).normal(size=480) * level)
    assert np.abs(features(window) - floating(window)).max() < 8  # a 32nd of an octave


def test_tone_is_resolved_from_what_is_60_decibels_weaker():
    tone = 32767 * np.sin(2 * np.pi * 1000 * AT / 16000)
    found = features(tone)
    assert found.max() == pytest.approx(38 * OCTAVE, abs=OCTAVE / 2)
    both = features(0.9 * tone + 30 * np.sin(2 * np.pi * 6000 * AT / 16000))
    weak = features(30 * np.sin(2 * np.pi * 6000 * AT / 16000))
    assert abs(int(both[weak.argmax()]) - int(weak.max())) < OCTAVE / 2


def test_silence_is_zero_and_twice_the_sound_two_octaves_more():
    assert not features(np.zeros(480)).any()
    window = np.random.default_rng(2).integers(-4000, 4000, 480)
    np.testing.assert_array_equal(features(4 * window), features(window) + 4 * OCTAVE)


def test_windows_begin_a_hop_apart_and_none_is_cut():
    sound = np.random.default_rng(3).integers(-999, 999, 16000).astype(np.int16)
    for hop, count in ((160, 98), (320, 49), (15520, 2), (15521, 1)):
        found = log_mel(sound, hop)
        assert found.shape == (count, 40)
        np.testing.assert_array_equal(found[-1], log_mel(sound[(count - 1) * hop :])[0])
    np.testing.assert_array_equal(log_mel(sound[::2], 320), log_mel(sound[::2].copy(), 320))


@settings(deadline=None)
@given(
    arrays(np.int16, (3, 40), elements=st.integers(0, LOG_MEL_MAX)),
    st.floats(2.0**-14, 2.0**20, width=32),
    st.integers(-128, 127),
)
def test_quantized_features_equal_numpy(found, scale, zero_point):
    result = quantize_log_mel(found, scale, zero_point)
    np.testing.assert_array_equal(result, quantized_in_numpy(found, scale, zero_point))


def test_quantized_features_are_those_of_the_real_values():
    found = np.arange(0, LOG_MEL_MAX + 1, 1, np.int16)[: 40 * 281].reshape(-1, 40)
    scale = np.float32(0.15)
    steps = found / 256 / np.float64(scale)
    result = quantize_log_mel(found, scale, -128)
    sure = np.abs(steps % 1 - 0.5) > 1e-3
    np.testing.assert_array_equal(
        result[sure], np.clip(np.rint(steps) - 128, -128, 127).astype(int)[sure]
    )


@pytest.mark.parametrize(
    ("sound", "message"),
    [
        (np.zeros(480), "float64"),
        (np.zeros((480, 1), np.int16), r"\[480, 1\]"),
        (np.zeros(479, np.int16), "479 samples"),
        (np.zeros(0, np.int16), "0 samples"),
    ],
)
def test_what_is_no_sound_is_refused(sound, message):
    with pytest.raises(UsageError, match=message):
        log_mel(sound)


@pytest.mark.parametrize("hop", [0, -160, 320.0])
def test_hop_that_is_no_number_of_samples_is_refused(hop):
    with pytest.raises(UsageError, match=f"`hop` is {hop}"):
        log_mel(np.zeros(960, np.int16), hop)


@pytest.mark.parametrize(
    ("found", "scale", "zero_point", "message"),
    [
        (np.zeros((2, 40)), 0.15, 0, "float64"),
        (np.zeros((2, 39), np.int16), 0.15, 0, r"\[2, 39\]"),
        (np.int16(3), 0.15, 0, "int16"),
        (np.full((1, 40), -1, np.int16), 0.15, 0, "leave 0"),
        (np.full((1, 40), LOG_MEL_MAX + 1, np.int16), 0.15, 0, "leave 0"),
        (np.zeros((1, 40), np.int16), 2.0**-15, 0, "a scale is above"),
        (np.zeros((1, 40), np.int16), -1, 0, "a scale is above"),
        (np.zeros((1, 40), np.int16), float("nan"), 0, "a scale is above"),
        (np.zeros((1, 40), np.int16), float("inf"), 0, "a scale is above"),
        (np.zeros((1, 40), np.int16), 0.15, 128, "zero point"),
        (np.zeros((1, 40), np.int16), 0.15, 0.5, "zero point"),
    ],
)
def test_features_or_scales_that_cannot_be_are_refused(found, scale, zero_point, message):
    with pytest.raises(UsageError, match=message):
        quantize_log_mel(found, scale, zero_point)
