"""Convolutions of every kind."""

from tests.parity.keras_models.cases import Case, chain, layers, lazily

IMAGE = (10, 9, 4)
ROW = (14, 3)


def _image(
    kind: type, *arguments, shape: tuple[int, ...] = IMAGE, before: int = 1, **named
) -> Case:
    """A small convolution before and a dense layer behind the layer under test."""
    first = lazily(layers.Conv2D, 4, before, padding="same", activation="relu")
    pool = lazily(layers.GlobalAveragePooling2D)
    return Case(
        chain(shape, first, lazily(kind, *arguments, **named), pool, lazily(layers.Dense, 3))
    )


def _row(kind: type, *arguments, shape: tuple[int, ...] = ROW, **named) -> Case:
    before = lazily(layers.Conv1D, 4, 3, activation="relu")
    flatten = lazily(layers.Flatten)
    return Case(
        chain(shape, before, lazily(kind, *arguments, **named), flatten, lazily(layers.Dense, 3))
    )


_C2, _C1, _D2 = layers.Conv2D, layers.Conv1D, layers.DepthwiseConv2D

CASES = {
    "conv2d": _image(_C2, 6, 3),
    "conv2d_same": _image(_C2, 6, 3, padding="same", activation="relu"),
    "conv2d_stride_2": _image(_C2, 6, 3, strides=2, padding="same"),
    "conv2d_stride_1_2": _image(_C2, 6, 3, strides=(1, 2)),
    "conv2d_stride_3_1": _image(_C2, 6, (3, 2), strides=(3, 1), padding="same"),
    "conv2d_dilated": _image(_C2, 6, 3, dilation_rate=2, padding="same"),
    "conv2d_dilated_valid": _image(_C2, 6, 3, dilation_rate=(1, 2)),
    "conv2d_grouped": _image(_C2, 6, 3, groups=2, padding="same"),
    "conv2d_grouped_1x1": _image(_C2, 8, 1, groups=4),
    "conv2d_1xn": _image(_C2, 6, (1, 5)),
    "conv2d_nx1": _image(_C2, 6, (5, 1), padding="same"),
    "conv2d_even": _image(_C2, 6, 2, padding="same"),
    "conv2d_even_stride_2": _image(_C2, 6, 4, strides=2, padding="same"),
    "conv2d_5x3": _image(_C2, 5, (5, 3), activation="relu6"),
    "conv2d_pointwise": _image(_C2, 16, 1),
    "conv2d_larger_than_image": _image(_C2, 6, 7, padding="same", shape=(3, 3, 2)),
    "conv2d_whole_image": _image(_C2, 6, (10, 9)),
    "conv2d_1x1_image": _image(_C2, 12, 3, padding="same", shape=(1, 1, 5)),
    "conv2d_one_channel": _image(_C2, 1, 5, padding="same", shape=(9, 8, 1)),
    "conv2d_no_bias": _image(_C2, 6, 3, use_bias=False),
    "conv2d_transposed": _image(layers.Conv2DTranspose, 6, 3, strides=2, padding="same"),
    "depthwise": _image(_D2, 3, padding="same", before=3),
    "depthwise_multiplier_2": _image(_D2, 3, depth_multiplier=2, padding="same", before=3),
    "depthwise_multiplier_3": _image(_D2, (2, 3), depth_multiplier=3, before=3),
    "depthwise_stride_2": _image(_D2, 3, strides=2, padding="same", use_bias=False, before=3),
    "depthwise_dilated": _image(_D2, 3, dilation_rate=2, padding="same", before=3),
    "depthwise_5x5": _image(_D2, 5, padding="same", activation="relu6", before=3),
    "separable2d": _image(layers.SeparableConv2D, 8, 3, padding="same", activation="relu"),
    "separable2d_multiplier_2": _image(layers.SeparableConv2D, 8, 3, depth_multiplier=2),
    "conv1d": _row(_C1, 6, 3),
    "conv1d_same": _row(_C1, 6, 4, padding="same", activation="relu"),
    "conv1d_stride_2": _row(_C1, 6, 3, strides=2),
    "conv1d_causal": _row(_C1, 6, 3, padding="causal"),
    "conv1d_dilated": _row(_C1, 6, 3, dilation_rate=2, padding="same"),
    "conv1d_dilated_causal": _row(_C1, 6, 2, dilation_rate=4, padding="causal"),
    "conv1d_pointwise": _row(_C1, 12, 1),
    "conv1d_grouped": _row(_C1, 6, 3, groups=2),
    "conv1d_whole_row": _row(_C1, 6, 12),
    "conv1d_transposed": _row(layers.Conv1DTranspose, 6, 3, strides=2),
    "depthwise1d": _row(layers.DepthwiseConv1D, 3, padding="same"),
    "depthwise1d_multiplier_2": _row(layers.DepthwiseConv1D, 3, depth_multiplier=2),
    "separable1d": _row(layers.SeparableConv1D, 8, 3, padding="same"),
    "conv3d": Case(
        chain(
            (4, 5, 6, 2),
            lazily(layers.Conv3D, 3, 2),
            lazily(layers.Flatten),
            lazily(layers.Dense, 2),
        )
    ),
}
