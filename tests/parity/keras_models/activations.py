"""Activation functions between a convolution and a dense layer."""

from tests.parity.keras_models.cases import Case, chain, layers, lazily

SHAPE = (6, 7, 3)


def _behind(make, units: int = 3) -> Case:
    conv = lazily(layers.Conv2D, 8, 3)
    return Case(chain(SHAPE, conv, make, lazily(layers.Flatten), lazily(layers.Dense, units)))


def _named(name: str) -> Case:
    return _behind(lazily(layers.Activation, name))


NAMES = (
    *("elu", "exponential", "gelu", "hard_sigmoid", "hard_swish", "leaky_relu", "log_softmax"),
    *(
        "mish",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "softsign",
        "tanh",
    ),
)

CASES = {name: _named(name) for name in NAMES} | {
    "prelu": _behind(lazily(layers.PReLU, shared_axes=[1, 2])),
    "relu_up_to_3": _behind(lazily(layers.ReLU, max_value=3)),
    "relu_from_1": _behind(lazily(layers.ReLU, threshold=1)),
    "relu_leaking_below": _behind(lazily(layers.ReLU, negative_slope=0.2)),
    "softmax_at_the_end": Case(
        chain(
            (9,),
            lazily(layers.Dense, 8, activation="relu"),
            lazily(layers.Dense, 5),
            lazily(layers.Softmax),
        )
    ),
    "softmax_of_images": Case(chain(SHAPE, lazily(layers.Conv2D, 8, 3), lazily(layers.Softmax))),
    "softmax_over_rows": Case(
        chain(SHAPE, lazily(layers.Conv2D, 8, 3), lazily(layers.Softmax, axis=1))
    ),
}
