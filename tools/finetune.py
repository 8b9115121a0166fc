"""Fine-tunes a Keras classifier of CIFAR-10 on the user's copy of the images.

    python -m tools.finetune ic_resnet8.h5 --data cifar-10-batches-bin -o base.keras

1,200 steps: Adam, 3e-4, from step 900 on 1e-4; mini-batches of 128, half of the images mirrored.
Inputs are 0 ... 255.
"""

import argparse
import time
from pathlib import Path

import keras
import numpy as np

from models import command
from models.datasets import cifar10

STEPS, LAST_STEPS = 1200, 300
RATE, LAST_RATE = 3e-4, 1e-4
MINI_BATCH = 128


def finetune(model: keras.Model, split: cifar10.Split, seed: int) -> None:
    model.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy")
    rng = np.random.default_rng(seed)
    start = time.perf_counter()
    for step in range(STEPS):
        if step == STEPS - LAST_STEPS:
            model.optimizer.learning_rate = LAST_RATE
        chosen = rng.integers(0, len(split.x), MINI_BATCH)
        x = split.x[chosen].astype(np.float32)
        mirrored = rng.random(MINI_BATCH) < 0.5
        x[mirrored] = x[mirrored, :, ::-1]
        loss = model.train_on_batch(x, split.y[chosen])
        if step % 100 == 99:
            print(f"{step + 1}: loss {float(loss):.3f}, {time.perf_counter() - start:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    split, test = cifar10.load(options.data)
    model = keras.models.load_model(options.model, compile=False)
    print(f"before: {100 * command.accuracy(model, test):.2f} %")
    finetune(model, split, options.seed)
    model.save(options.output)
    print(f"{options.output}: {100 * command.accuracy(model, test):.2f} %")


if __name__ == "__main__":
    main()
