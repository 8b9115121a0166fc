"""Poker hands: a 4-layer MLP, ten classes, 36 k parameters.

The hands are those of the UCI Poker Hand data set, drawn by rule instead of downloaded: five cards
in the order dealt, kinds as frequent as in the game. A card becomes 4 + 13 inputs, one-hot suit and
rank.

`python -m models.poker train` retrains it; needs the extra `[keras]`.
"""

import functools

import keras
import numpy as np
from keras import layers

from models import command

NAME = "poker"
SEED = 3
KINDS = (
    "nothing", "one pair", "two pairs", "three of a kind", "straight", "flush", "full house",
    "four of a kind", "straight flush", "royal flush",
)  # fmt: skip
TEST_SAMPLES = 5000
_TEST_SEED = 2026
_EPOCHS = 40
_HANDS_PER_EPOCH = 200_000
_MINI_BATCH = 512


def build() -> keras.Model:
    """Returns the untrained network: [n, 85] zeros and ones -> [n, 10] probabilities."""
    x = source = keras.Input((85,), name="hand")
    for units in (128, 128, 64):
        x = layers.Dense(units, activation="relu")(x)
    x = layers.Dense(len(KINDS), activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def draw_hands(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draws hands of different cards 0 ... 51 uniformly: int8 [count, 5]. suit = card mod 4, rank =
    card div 4, ace 0."""
    hands = np.empty((0, 5), np.int8)
    while len(hands) < count:
        cards = rng.integers(0, 52, (2 * count, 5), dtype=np.int8)
        ordered = np.sort(cards, axis=1)
        hands = np.concatenate([hands, cards[(ordered[:, 1:] != ordered[:, :-1]).all(axis=1)]])
    return hands[:count]


def classify(hands: np.ndarray) -> np.ndarray:
    """Returns the kind of each of `hands`, cards as from draw_hands: int64 [n]."""
    suits, ranks = hands % 4, np.sort(hands // 4, axis=1)
    same = np.sort((ranks[:, :, np.newaxis] == np.arange(13)).sum(axis=1), axis=1)[:, ::-1]
    most, second = same[:, 0], same[:, 1]  # counts of the two most frequent ranks
    flush = (suits == suits[:, :1]).all(axis=1)
    royal = (ranks == [0, 9, 10, 11, 12]).all(axis=1)
    straight = royal | ((most == 1) & (ranks[:, 4] - ranks[:, 0] == 4))
    return np.select(
        [
            royal & flush, straight & flush, most == 4, (most == 3) & (second == 2), flush,
            straight, most == 3, second == 2, most == 2,
        ],
        [9, 8, 7, 6, 5, 4, 3, 2, 1],
    )  # fmt: skip


def encode(hands: np.ndarray) -> np.ndarray:
    """Returns the network's input for `hands`, cards as from draw_hands: float32 [n, 85]."""
    suits = hands[:, :, np.newaxis] % 4 == np.arange(4)
    ranks = hands[:, :, np.newaxis] // 4 == np.arange(13)
    return np.concatenate([suits, ranks], axis=2).reshape(len(hands), 85).astype(np.float32)


def train_hands(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draws hands that are not in the test data in any order: int8 [at most count, 5]."""
    hands = draw_hands(count, rng)
    return hands[~np.isin(_identity(hands), _identity(_test_hands()))]


def test_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [5000, 85]; y: int64 [5000]."""
    hands = _test_hands()
    return encode(hands), classify(hands)


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [about 50,000, 85]; y: int64 [about 50,000]: hands that are not in the test
    data."""
    hands = train_hands(50_000, np.random.default_rng(SEED))
    return encode(hands), classify(hands)


def calibration() -> np.ndarray:
    """Returns hands that are not in the test data: float32 [at most 200, 85]."""
    return encode(train_hands(200, np.random.default_rng(SEED)))


def train(model: keras.Model) -> None:
    """Trains the stored model: fresh hands each epoch, Adam with a cosine schedule."""
    rng = np.random.default_rng(SEED)
    steps = _EPOCHS * _HANDS_PER_EPOCH // _MINI_BATCH
    schedule = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    model.compile(
        keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    for epoch in range(_EPOCHS):
        hands = train_hands(_HANDS_PER_EPOCH, rng)
        model.fit(
            encode(hands), classify(hands), batch_size=_MINI_BATCH,
            initial_epoch=epoch, epochs=epoch + 1,
        )  # fmt: skip


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


@functools.cache
def _test_hands() -> np.ndarray:
    return draw_hands(TEST_SAMPLES, np.random.default_rng(_TEST_SEED))


def _identity(hands: np.ndarray) -> np.ndarray:
    """Returns one number for each set of five cards: int64 [n]."""
    return np.sort(hands, axis=1).astype(np.int64) @ 52 ** np.arange(5)


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
