"""Windows that slide along an axis."""


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Returns the padding before and behind an axis of `size` elements, where a SAME window of
    `kernel` elements goes along it."""
    outputs = -(-size // stride)
    total = max(0, (outputs - 1) * stride + kernel - size)
    return total // 2, total - total // 2
