"""What a Keras model of the suite is, and short ways to build one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seedlite.keras.backend import import_keras

keras = import_keras()
layers = keras.layers

SAMPLES = 12
SNR_DB = 10.0


@dataclass(frozen=True)
class Case:
    """`build` gives the model. `snr_db`: what the int8 model's outputs must reach against the float
    model's. `low`, `high`: of the calibration data."""

    build: Callable[[], keras.Model]
    snr_db: float = SNR_DB
    low: float = -1
    high: float = 1

    def samples(self, shape: tuple[int, ...]) -> np.ndarray:
        """float32 [SAMPLES, *shape]"""
        rng = np.random.default_rng(1)
        return rng.uniform(self.low, self.high, (SAMPLES, *shape)).astype(np.float32)


def functional(shape: tuple[int, ...], body: Callable) -> Callable[[], keras.Model]:
    def build() -> keras.Model:
        source = keras.Input(shape)
        return keras.Model(source, body(source))

    return build


def chain(shape: tuple[int, ...], *stack: Callable[[], keras.layers.Layer]) -> Callable:
    """A Sequential model; each layer is made when the model is."""
    return lambda: keras.Sequential([keras.Input(shape), *(make() for make in stack)])


def lazily(kind: type, *arguments, **named) -> Callable[[], keras.layers.Layer]:
    return lambda: kind(*arguments, **named)


def set_random_weights(model: keras.Model, seed: int = 0) -> None:
    """Weights whose spread differs from channel to channel, and batch-norm statistics that are not
    the initial ones."""
    rng = np.random.default_rng(seed)
    for variable in model.trainable_variables + model.non_trainable_variables:
        kind, shape = variable.name, variable.shape
        if "seed" in kind or kind in ("mean", "variance", "count"):
            continue  # generators' states, and statistics of Normalization
        if kind in ("gamma", "moving_variance"):
            variable.assign(rng.uniform(0.5, 1.5, shape))
        elif len(shape) < 2:
            variable.assign(rng.normal(0, 0.2, shape))
        else:
            fan_in = np.prod(shape[:2]) if "depthwise" in kind else np.prod(shape[:-1])
            variable.assign(rng.normal(0, fan_in**-0.5, shape) * rng.uniform(0.5, 2, shape[-1]))
