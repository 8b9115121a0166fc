"""Poker hands: a 4-layer MLP on UCI's data, ten classes, 0.12 M parameters. (`models.poker` is
smaller and draws its hands by rule.)

`python -m models.mlp_poker_hand train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
from keras import layers

from models import command
from models.datasets import poker_hand

NAME = "mlp_poker_hand"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 30, 128, 1e-3
HIDDEN = (256, 256, 128)


def build() -> keras.Model:
    """Returns the untrained network: [n, 85] zeros and ones -> [n, 10] probabilities."""
    x = source = keras.Input((poker_hand.INPUTS,), name="hand")
    for units in HIDDEN:
        x = layers.Dense(units, activation="relu")(x)
    return keras.Model(source, layers.Dense(poker_hand.CLASSES, activation="softmax")(x), name=NAME)


def train(model: keras.Model, training: poker_hand.Split) -> None:
    """Trains the stored model: Adam with a cosine schedule."""
    command.fit(model, command.batches(*training, MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, poker_hand.load, SEED)
