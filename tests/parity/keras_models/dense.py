"""Multilayer perceptrons, normalization, and what only training uses."""

from tests.parity.keras_models.cases import Case, chain, functional, keras, layers, lazily


def _dense(units: int, activation: str | None = None, **named):
    return lazily(layers.Dense, units, activation=activation, **named)


def _two_heads(x):
    x = layers.Dense(12, activation="relu")(x)
    return [layers.Dense(3, activation="softmax")(x), layers.Dense(1)(x)]


def _in_float16() -> keras.Model:
    policy = keras.dtype_policies.DTypePolicy("mixed_float16")
    stack = [layers.Dense(12, "relu", dtype=policy), layers.Dense(3, dtype="float32")]
    return keras.Sequential([keras.Input((8,)), *stack])


class _Subclassed(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.last = layers.Dense(8, activation="relu"), layers.Dense(3)

    def call(self, x):
        return self.last(self.hidden(x))


def _subclassed() -> keras.Model:
    model = _Subclassed()
    model(keras.ops.zeros((1, 6)))
    return model


def _normalized() -> keras.Model:
    normalization = layers.Normalization(mean=[0.5] * 6, variance=[4.0] * 6)
    return keras.Sequential(
        [keras.Input((6,)), normalization, layers.Dense(9, "relu"), layers.Dense(2)]
    )


_norm = lazily(layers.BatchNormalization)

CASES = {
    "dense": Case(chain((12,), _dense(7))),
    "dense_one_input": Case(chain((1,), _dense(16, "relu"), _dense(16, "relu"), _dense(3))),
    "dense_one_output": Case(chain((20,), _dense(1))),
    "dense_one_unit": Case(chain((40,), _dense(1), _dense(16), _dense(8))),
    "dense_257_units": Case(chain((9,), _dense(257, "relu"), _dense(2))),
    "dense_257_inputs": Case(chain((257,), _dense(5))),
    "dense_no_bias": Case(
        chain((11,), _dense(9, "relu", use_bias=False), _dense(3, use_bias=False))
    ),
    "dense_of_rank_3": Case(chain((6, 5), _dense(8, "relu"), lazily(layers.Flatten), _dense(3))),
    "dense_of_rank_4": Case(
        chain((3, 4, 5), _dense(6, "relu"), lazily(layers.GlobalAveragePooling2D), _dense(2))
    ),
    "dense_last_of_rank_3": Case(chain((4, 6), _dense(7))),
    "dense_deep": Case(chain((17,), *[_dense(17, "relu6")] * 6, _dense(4, "softmax"))),
    "dense_autoencoder": Case(
        chain((32,), *[_dense(n, "relu") for n in (16, 8, 4, 8, 16)], _dense(32))
    ),
    "dense_scorer": Case(chain((15,), _dense(9, "relu"), _dense(1, "sigmoid"))),
    "dense_two_heads": Case(functional((10,), _two_heads)),
    "dense_norm_between": Case(chain((10,), _dense(12), _norm, lazily(layers.ReLU), _dense(3))),
    "dense_norm_after_relu": Case(chain((10,), _dense(12, "relu"), _norm, _dense(3))),
    "dense_norm_first": Case(chain((10,), _norm, _dense(12, "relu"), _dense(3))),
    "dense_norm_last": Case(chain((10,), _dense(12, "relu"), _dense(3), _norm)),
    "dense_layer_norm": Case(
        chain((10,), _dense(12), lazily(layers.LayerNormalization), _dense(3))
    ),
    "dense_dropped_noise": Case(
        chain(
            (10,),
            lazily(layers.GaussianNoise, 0.1),
            _dense(12, "relu"),
            lazily(layers.Dropout, 0.5),
            lazily(layers.ActivityRegularization, 0.1),
            _dense(3),
        )
    ),
    "dense_rescaled": Case(
        chain((10,), lazily(layers.Rescaling, 1 / 255), _dense(12, "relu"), _dense(3)),
        low=0,
        high=255,
    ),
    "dense_normalized": Case(_normalized, low=-4, high=5),
    "dense_unit_norm": Case(chain((10,), _dense(12), lazily(layers.UnitNormalization), _dense(3))),
    "dense_mixed_float16": Case(_in_float16),
    "dense_subclassed": Case(_subclassed),
}
