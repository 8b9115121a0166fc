"""Pooling of images and rows."""

from tests.parity.keras_models.cases import Case, chain, layers, lazily

IMAGE, ROW = (9, 8, 3), (13, 3)


def _image(kind: type, *arguments, **named) -> Case:
    conv = lazily(layers.Conv2D, 6, 3, activation="relu")
    flatten = lazily(layers.Flatten)
    return Case(
        chain(IMAGE, conv, lazily(kind, *arguments, **named), flatten, lazily(layers.Dense, 3))
    )


def _row(kind: type, *arguments, **named) -> Case:
    conv = lazily(layers.Conv1D, 6, 3, activation="relu")
    flatten = lazily(layers.Flatten)
    return Case(
        chain(ROW, conv, lazily(kind, *arguments, **named), flatten, lazily(layers.Dense, 3))
    )


CASES = {
    "max2d": _image(layers.MaxPooling2D),
    "max2d_overlapping_same": _image(layers.MaxPooling2D, 3, strides=2, padding="same"),
    "max2d_2x3": _image(layers.MaxPooling2D, (2, 3)),
    "average2d": _image(layers.AveragePooling2D, 2),
    "average2d_same": _image(layers.AveragePooling2D, 3, strides=1, padding="same"),
    "average2d_whole": _image(layers.AveragePooling2D, (7, 6)),
    "global_average2d": _image(layers.GlobalAveragePooling2D),
    "global_average2d_kept": _image(layers.GlobalAveragePooling2D, keepdims=True),
    "global_max2d": _image(layers.GlobalMaxPooling2D),
    "global_max2d_kept": _image(layers.GlobalMaxPooling2D, keepdims=True),
    "max1d": _row(layers.MaxPooling1D),
    "max1d_same": _row(layers.MaxPooling1D, 3, strides=2, padding="same"),
    "average1d": _row(layers.AveragePooling1D, 3),
    "average1d_same": _row(layers.AveragePooling1D, 4, strides=1, padding="same"),
    "global_average1d": _row(layers.GlobalAveragePooling1D),
    "global_average1d_kept": _row(layers.GlobalAveragePooling1D, keepdims=True),
    "global_max1d": _row(layers.GlobalMaxPooling1D),
    "pooling_alone": Case(chain(IMAGE, lazily(layers.MaxPooling2D))),
}
