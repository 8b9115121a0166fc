"""COVID-19 from twenty symptoms: a 5-layer MLP, 0.2 M parameters.

`python -m models.mlp_covid train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
from keras import layers

from models import command
from models.datasets import covid

NAME = "mlp_covid"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 20, 64, 1e-3
HIDDEN = (256, 256, 256, 128)


def build() -> keras.Model:
    """Returns the untrained network: [n, 20] zeros and ones -> [n, 2] probabilities."""
    x = source = keras.Input((covid.INPUTS,), name="answers")
    for units in HIDDEN:
        x = layers.Dropout(0.2)(layers.Dense(units, activation="relu")(x))
    return keras.Model(source, layers.Dense(covid.CLASSES, activation="softmax")(x), name=NAME)


def train(model: keras.Model, training: covid.Split) -> None:
    """Trains the stored model: Adam with a cosine schedule."""
    command.fit(model, command.batches(*training, MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, covid.load, SEED)
