"""The wake word's sounds and its stored network."""

import numpy as np
import pytest

import seedlite
from models import wake
from models.wake_sounds import (
    CLIP,
    EXAMPLE,
    HOP,
    PARTIAL,
    TEST,
    TRAINING,
    WINDOWS,
    clips,
    labels,
    piece,
)
from models.wake_stream import Stream
from seedlite.boards.codegen.program import read_program
from seedlite.interpreters.tflm import TFLM
from tests.support.wake_word import network


def test_piece_is_the_same_each_time_and_pieces_differ():
    first, again, other = piece(3), piece(3), piece(4)
    np.testing.assert_array_equal(first.sound, again.sound)
    assert first.words == again.words
    assert not np.array_equal(first.sound, other.sound)
    assert first.sound.dtype == np.int16
    assert len(first.sound) == 160_000


def test_pieces_to_test_are_none_of_the_training():
    assert not set(TEST) & set(TRAINING)


@pytest.mark.parametrize("number", range(6))
def testlabels_say_whether_the_whole_word_is_in_the_clip(number):
    chosen = piece(number)
    for at, label in enumerate(labels(chosen, 451)):
        begin, end = at * HOP, at * HOP + CLIP
        seen = [
            (min(end, last) - max(begin, first)) / (last - first) for first, last in chosen.words
        ]
        most = max(seen, default=0)
        assert label == (1 if most == 1 else -1 if most > PARTIAL else 0)


def test_streaming_network_gives_the_networks_outputs():
    x, _ = clips(TEST[100:101], 1)
    stream = Stream(wake.load())
    for clip in x[:4]:
        for memory in stream.memories:
            memory.assign(np.zeros(memory.shape))
        outputs = [stream.step(window[None, None]) for window in clip]
        np.testing.assert_allclose(outputs[-1], wake.load()(clip[None]), atol=1e-5)


def test_network_at_4_bits_equals_tflm_over_a_piece():
    port, runtime = read_program(network()).inputs[0], seedlite.Runtime(network())
    features = seedlite.log_mel(piece(EXAMPLE).sound)
    steps = seedlite.quantize_log_mel(features, port.scale, port.zero_point)
    tflm = TFLM(seedlite.expand(network()))
    expected = [tflm.invoke([step.reshape(1, 1, 1, 40)])[0].ravel() for step in steps]
    scores = runtime(steps)
    np.testing.assert_array_equal(scores, expected)
    assert 30 < np.sum(scores[:, 1] >= 64) < 90  # three words


def test_network_at_4_bits_knows_clips_that_training_did_not_hear():
    x, y = clips(TEST[200:202], 1)
    assert x.shape[1:] == (WINDOWS, 1, 40)
    assert 0.1 < y.mean() < 0.5
    port, runtime = read_program(network()).inputs[0], seedlite.Runtime(network())
    found = []
    for clip in seedlite.quantize_log_mel((x * 256).astype(np.int16), port.scale, port.zero_point):
        runtime.reset()
        found.append(runtime(clip)[-1].argmax())
    assert np.mean(found == y) > 0.98
