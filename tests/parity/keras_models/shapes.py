"""Layers that move, repeat, cut or resize."""

from tests.parity.keras_models.cases import Case, chain, functional, keras, layers, lazily

IMAGE, ROW = (6, 8, 4), (9, 5)


def _image(kind: type, *arguments, **named) -> Case:
    conv = lazily(layers.Conv2D, 4, 3, padding="same", activation="relu")
    return Case(chain(IMAGE, conv, lazily(kind, *arguments, **named), lazily(layers.Conv2D, 3, 2)))


def _row(kind: type, *arguments, **named) -> Case:
    conv = lazily(layers.Conv1D, 4, 3, activation="relu")
    return Case(chain(ROW, conv, lazily(kind, *arguments, **named), lazily(layers.Conv1D, 3, 2)))


def _sliced(x):
    x = layers.Conv2D(6, 3, padding="same")(x)
    return layers.Conv2D(3, 1)(x[:, 1:, ::2, 1:5])


def _column(x):
    return layers.Dense(3)(layers.Conv1D(6, 3)(x)[:, -1, :])


def _split(x):
    parts = keras.ops.split(layers.Conv2D(6, 3, padding="same")(x), 3, axis=-1)
    return layers.Conv2D(3, 1)(layers.Concatenate()([parts[2], parts[0]]))


def _chosen(x):
    first, _, last = keras.ops.split(layers.Conv2D(6, 3, padding="same")(x), 3, axis=-1)
    return layers.Conv2D(3, 1)(layers.Add()([first, last]))


def _repeated(x):
    return layers.Dense(3)(layers.RepeatVector(4)(layers.Dense(6, activation="relu")(x)))


def _reshaped(x):
    x = layers.Reshape((4, 6, 1))(layers.Dense(24, activation="relu")(x))
    return layers.Reshape((2, -1))(layers.Conv2D(4, 3)(x))


CASES = {
    "reshape": Case(functional((10,), _reshaped)),
    "permute": _image(layers.Permute, (2, 1, 3)),
    "permute_channels_first": _image(layers.Permute, (3, 2, 1)),
    "permute_rows": _row(layers.Permute, (2, 1)),
    "repeat_vector": Case(functional((7,), _repeated)),
    "cropping1d": _row(layers.Cropping1D, (1, 2)),
    "cropping2d": _image(layers.Cropping2D, ((1, 2), (0, 3))),
    "center_crop": _image(layers.CenterCrop, 4, 5),
    "zero_padding1d": _row(layers.ZeroPadding1D, (2, 1)),
    "zero_padding2d": _image(layers.ZeroPadding2D, ((1, 2), (0, 3))),
    "up_sampling1d": _row(layers.UpSampling1D, 2),
    "up_sampling2d": _image(layers.UpSampling2D, 2),
    "up_sampling2d_bilinear": _image(layers.UpSampling2D, 2, interpolation="bilinear"),
    "resizing": _image(layers.Resizing, 9, 11),
    "random_flip": _image(layers.RandomFlip),
    "random_rotation": _image(layers.RandomRotation, 0.1),
    "sliced": Case(functional(IMAGE, _sliced)),
    "last_of_a_row": Case(functional(ROW, _column)),
    "split": Case(functional(IMAGE, _split)),
    "split_with_a_part_unused": Case(functional(IMAGE, _chosen)),
}
