"""Layers of several operands."""

from tests.parity.keras_models.cases import Case, functional, keras, layers

SHAPE = (6, 8, 4)


def _of_two(kind: type, **named) -> Case:
    def body(x):
        a = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
        b = layers.Conv2D(6, 1)(x)
        x = kind(**named)([a, b])
        return layers.Dense(3)(layers.GlobalAveragePooling2D()(layers.Conv2D(4, 1)(x)))

    return Case(functional(SHAPE, body))


def _of_three(x):
    branches = [layers.Conv2D(6, n, padding="same")(x) for n in (1, 2, 3)]
    return layers.Dense(3)(layers.Flatten()(layers.Add()(branches)))


def _broadcast(kind: type):
    def body(x):
        x = layers.Conv2D(6, 3, activation="relu")(x)
        return layers.Conv2D(3, 1)(kind()([x, layers.Conv2D(1, 1)(x)]))

    return body


def _squeeze_excite(x):
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    gate = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(4, activation="relu")(gate)
    gate = layers.Reshape((1, 1, 8))(layers.Dense(8, activation="sigmoid")(gate))
    return layers.Dense(3)(layers.Flatten()(layers.Multiply()([x, gate])))


def _with_numbers(x):
    x = layers.Conv2D(6, 1)(x) * 2.0 + 0.5
    return layers.Dense(3)(layers.Flatten()(x))


def _with_itself(x):
    x = layers.Conv2D(6, 1)(x)
    return layers.Dense(3)(layers.Flatten()(layers.Concatenate()([x, x, layers.Add()([x, x])])))


def _dotted(x):
    a, b = layers.Dense(6)(x), layers.Dense(6)(x)
    return layers.Dense(3)(layers.Dot(axes=1)([a, b]))


def _two_inputs() -> keras.Model:
    a, b = keras.Input((6,), name="a"), keras.Input((9,), name="b")
    x = layers.Concatenate()([layers.Dense(5)(a), layers.Dense(7)(b)])
    return keras.Model([a, b], layers.Dense(3)(x))


CASES = {
    "add": _of_two(layers.Add),
    "subtract": _of_two(layers.Subtract),
    "multiply": _of_two(layers.Multiply),
    "maximum": _of_two(layers.Maximum),
    "minimum": _of_two(layers.Minimum),
    "average": _of_two(layers.Average),
    "concatenate": _of_two(layers.Concatenate),
    "concatenate_rows": _of_two(layers.Concatenate, axis=1),
    "concatenate_columns": _of_two(layers.Concatenate, axis=-2),
    "add_of_three": Case(functional(SHAPE, _of_three)),
    "add_broadcast": Case(functional(SHAPE, _broadcast(layers.Add))),
    "multiply_broadcast": Case(functional(SHAPE, _broadcast(layers.Multiply))),
    "squeeze_excite": Case(functional(SHAPE, _squeeze_excite)),
    "with_numbers": Case(functional(SHAPE, _with_numbers)),
    "with_itself": Case(functional(SHAPE, _with_itself)),
    "dot": Case(functional((8,), _dotted)),
    "two_inputs": Case(_two_inputs),
}
