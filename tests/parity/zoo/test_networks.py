from types import ModuleType

import numpy as np
import pytest

from models import digits, handwriting, mobile_digits, poker
from seedlite.keras.quantize import quantize
from seedlite.model.borders.floats import quantize as quantize_samples
from tests.support.interpreters import LiteRT, operators

NETWORKS = [digits, mobile_digits, poker]
MOBILE_OPERATORS = {"CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "MEAN", "FULLY_CONNECTED", "SOFTMAX"}


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.NAME)
def test_network_quantized_keeps_the_accuracy_of_the_readme(network: ModuleType):
    litert = LiteRT(quantize(network.load(), network.calibration()))
    x, y = network.test_data()
    assert len(x) >= 1000
    x, y = x[:1000], y[:1000]
    outputs = litert(quantize_samples(x, *litert.input["quantization"]))
    assert np.mean(outputs.argmax(axis=1) == y) >= 0.98


def config(layer) -> dict:
    """What makes the layer, without its running number."""
    return {key: value for key, value in layer.get_config().items() if key != "name"}


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.NAME)
def test_network_stored_has_the_builders_layers(network: ModuleType):
    built, stored = network.build(), network.load()
    assert [config(layer) for layer in built.layers] == [config(layer) for layer in stored.layers]
    assert 10_000 <= stored.count_params() <= 60_000


def test_mobile_digits_quantized_has_the_operators_of_mobilenet():
    flatbuffer = quantize(mobile_digits.load(), mobile_digits.calibration())
    assert set(operators(flatbuffer)) == MOBILE_OPERATORS


def test_handwriting_split_is_disjoint_and_stratified():
    (x_train, y_train), (x_test, y_test) = handwriting.train_data(), handwriting.test_data()
    assert (len(x_train), len(x_test)) == (797, 1000)
    shares = [np.bincount(y) / len(y) for y in (y_train, y_test)]
    assert np.abs(shares[0] - shares[1]).max() < 0.002
    assert not {image.tobytes() for image in x_train} & {image.tobytes() for image in x_test}


def test_handwriting_shifted_moves_by_at_most_a_pixel():
    x = np.zeros((200, 8, 8, 1), np.float32)
    x[:, 4, 3] = 1
    moved = handwriting.shifted(x, np.random.default_rng(0))
    assert (moved.sum(axis=(1, 2, 3)) == 1).all()
    _, rows, columns, _ = np.nonzero(moved)
    assert set(rows) == {3, 4, 5}
    assert set(columns) == {2, 3, 4}


def card(text: str) -> int:
    return "A23456789TJQK".index(text[0]) * 4 + "CDHS".index(text[1])


@pytest.mark.parametrize(
    ("hand", "kind"),
    [
        ("2C 4D 6H 8S TC", "nothing"),
        ("QC KD AH 2S 3C", "nothing"),
        ("2C 4D 6H 8S 2D", "one pair"),
        ("2C 4D 6H 4S 2D", "two pairs"),
        ("2C 4D 2H 8S 2D", "three of a kind"),
        ("5C 4D 2H 3S AD", "straight"),
        ("AC JD QH TS KD", "straight"),
        ("2C 4C 6C 8C TC", "flush"),
        ("2C 4D 2H 4S 2D", "full house"),
        ("2C 4D 2H 2S 2D", "four of a kind"),
        ("5C 4C 2C 3C AC", "straight flush"),
        ("9C JC QC TC KC", "straight flush"),
        ("AC JC QC TC KC", "royal flush"),
    ],
)
def test_poker_classify_hand_gives_its_kind(hand, kind):
    cards = np.int8([[card(text) for text in hand.split()]])
    for order in np.random.default_rng(0).permuted(np.tile(cards, (10, 1)), axis=1):
        assert poker.KINDS[poker.classify(order[np.newaxis])[0]] == kind


def test_poker_hands_drawn_come_as_often_as_in_the_game():
    kinds = poker.classify(poker.draw_hands(200_000, np.random.default_rng(1)))
    shares = np.bincount(kinds, minlength=10) / len(kinds)
    combinations = [1302540, 1098240, 123552, 54912, 10200, 5108, 3744, 624, 36, 4]
    assert shares == pytest.approx(np.array(combinations) / 2598960, abs=0.004)


def test_poker_labels_agree_with_the_uci_data_set(shared):
    with np.load(shared / "data" / "poker_hand.npz") as archive:
        x, y = archive["x_test"], archive["y_test"]
    hands = (x[:, 1::2] - 1) * 4 + x[:, 0::2] - 1  # suit 1 ... 4, rank 1 ... 13 in turn
    assert np.array_equal(y, poker.classify(hands))


def test_poker_train_hands_are_not_in_the_test_data():
    hands = poker.train_hands(100_000, np.random.default_rng(2))
    test_hands = poker.draw_hands(poker.TEST_SAMPLES, np.random.default_rng(2026))
    assert np.array_equal(poker.encode(test_hands), poker.test_data()[0])
    seen = {frozenset(hand) for hand in hands.tolist()}
    assert not any(frozenset(hand) in seen for hand in test_hands.tolist())
