"""The wake word's example on emulated boards: the decisions that the same C takes on this machine,
and those said again in Python; what files that are no sound get."""

import re

import numpy as np
import pytest

import seedlite
from models.wake_listener import Listener
from models.wake_sounds import EXAMPLE, RATE, TEST, piece
from seedlite.boards.codegen.program import read_program
from tests.support.places import ROOT
from tests.support.wake_word import (
    chunk,
    heard_at,
    listen_on_board,
    network,
    riff,
    wav,
    wav_format,
)

pytestmark = pytest.mark.qemu
BOARD = "mps2-an386"
GUIDE = ROOT / "docs" / "wake_word.md"
HOP, THRESHOLD, CERTAIN, PAUSE = 320, 64, 4, 50
MOST_INSTRUCTIONS = {"mps2-an386": 126_000, "mps2-an385-m0": 290_000}  # for 20 ms
SOUND = piece(EXAMPLE).sound


def decisions(sound: np.ndarray) -> list[float]:
    """Seconds at which examples/wake_word hears the word, said again."""
    file = network()
    port = read_program(file).inputs[0]
    silence = np.zeros(480 - HOP, np.int16)
    features = seedlite.log_mel(np.concatenate([silence, sound]), HOP)
    steps = seedlite.quantize_log_mel(features, port.scale, port.zero_point)
    scores = seedlite.Runtime(file)(steps)[:, 1]
    found, until = [], 0
    for at in range(CERTAIN - 1, len(scores)):
        if at >= until and scores[at - CERTAIN + 1 : at + 1].min() >= THRESHOLD:
            found.append((at + 1) * HOP / RATE)
            until = at + 1 + PAUSE
    return found


@pytest.mark.parametrize("board", MOST_INSTRUCTIONS)
def test_example_on_board_hears_the_words_and_nothing_else(board, tmp_path):
    status, text = listen_on_board(board, wav(SOUND), tmp_path)
    assert status == 0, text
    heard = heard_at(text)
    words = piece(EXAMPLE).words
    assert len(heard) == len(words)
    for seconds, (start, end) in zip(heard, words, strict=True):
        assert start < seconds * RATE < end + RATE / 2
    assert heard == decisions(SOUND)
    assert "10.00 s in all" in text
    (count,) = re.findall(r"^(\d+) instructions", text, re.MULTILINE)
    assert int(count) < MOST_INSTRUCTIONS[board]


def test_example_on_this_machine_takes_the_same_decisions():
    sound = np.concatenate([piece(number).sound for number in TEST[:12]])
    heard = Listener(network()).hear(sound) / RATE
    assert len(heard) > 10
    assert heard.tolist() == decisions(sound)


def test_sound_among_other_chunks_is_found(tmp_path):
    data = chunk(b"data", SOUND.tobytes())
    before, after = chunk(b"LIST", bytes(33)), chunk(b"LIST", SOUND.tobytes())
    status, text = listen_on_board(BOARD, riff(before, wav_format(), before, data, after), tmp_path)
    assert status == 0
    assert heard_at(text) == decisions(SOUND)
    assert "10.00 s in all" in text


def test_sound_that_ends_before_its_length_is_heard_as_far_as_it_goes(tmp_path):
    data = chunk(b"data", SOUND[: 2 * RATE + 100].tobytes(), 0xFFFFFFFF)
    status, text = listen_on_board(BOARD, riff(wav_format(), data), tmp_path)
    assert status == 0
    assert "2.00 s in all" in text


NO_SOUND = "ends before its sound"
NOT_PCM = "is not PCM of 16 bits, one channel, 16,000 samples a second"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (None, "cannot be opened"),
        (b"", NO_SOUND),
        (b"RIFF", NO_SOUND),
        (bytes(12), "is no .wav file"),
        (riff(), NO_SOUND),
        (riff(wav_format()), NO_SOUND),
        (riff(chunk(b"LIST", b"", 0xFFFFFFFF), wav_format()), NO_SOUND),
        (riff(chunk(b"LIST", b"", 0x7FFFFFF0), wav_format()), NO_SOUND),
        (riff(chunk(b"data", bytes(999)), wav_format()), "has sound before its format"),
        (riff(chunk(b"fmt ", bytes(15)), chunk(b"data", bytes(9))), "has sound before its format"),
        (riff(wav_format(kind=3), chunk(b"data", bytes(999))), NOT_PCM),
        (riff(wav_format(channels=2), chunk(b"data", bytes(999))), NOT_PCM),
        (riff(wav_format(rate=8000), chunk(b"data", bytes(999))), NOT_PCM),
        (riff(wav_format(bits=8), chunk(b"data", bytes(999))), NOT_PCM),
    ],
)
def test_file_that_is_no_sound_is_refused_with_the_reason(file, message, tmp_path):
    status, text = listen_on_board(BOARD, file, tmp_path)
    assert status == 1
    assert f"sound.wav: {message}" in text


def test_guide_shows_what_the_stored_network_hears():
    assert heard_at(GUIDE.read_text()) == decisions(SOUND)
    ends = [f"{end / RATE:.2f}" for _, end in piece(EXAMPLE).words]
    assert f"ends at {ends[0]}, {ends[1]} and {ends[2]} s" in GUIDE.read_text()
