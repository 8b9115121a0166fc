"""Images for convolutions with dilation."""

from hypothesis import strategies as st

from tests.support.operator_strategies import paddings, quantizations
from tests.support.ops import VALID, Int8

dilations = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def dilated_images(
    draw: st.DrawFn, channels: int, kernel: tuple[int, int], dilation: tuple[int, int]
) -> tuple[Int8, int]:
    """An image and a padding with which it has an output."""
    padding = draw(paddings)
    covered = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    extents = [draw(st.integers(0, 6)) + (c if padding == VALID else 1) for c in covered]
    return Int8((1, *extents, channels), *draw(quantizations)), padding
