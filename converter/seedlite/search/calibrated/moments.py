"""First and second moments of a layer's inputs, in the original and in the partly coded network."""

from dataclasses import dataclass

import numpy as np

# Longer rows are cut into blocks without feedback between them: factoring a block costs the cube of
# its length.
MAX_BLOCK = 2048
CHUNK_BYTES = 64 << 20


@dataclass(frozen=True)
class Moments:
    """Moments of inputs in units of their scale; rows are padded with zeros to whole blocks."""

    means: np.ndarray  # float64 [factors, row length]: of the original network
    coded_means: np.ndarray
    covariance: np.ndarray  # float64 [factors, blocks, block, block]: of the coded network
    cross: np.ndarray  # same shape: original (first index) with coded network
    count: int  # rows of inputs behind the moments


def block_length(row_length: int) -> int:
    """Returns the length of the equal blocks that a row is cut into, at most MAX_BLOCK."""
    blocks = -(-row_length // MAX_BLOCK)
    return -(-row_length // blocks)


def moments(original: np.ndarray, coded: np.ndarray) -> Moments:
    """Returns the moments of corresponding inputs, integers [rows, factors, row length]. Sums of
    integers are exact, so that all machines agree."""
    count, factors, row_length = coded.shape
    block = block_length(row_length)
    padding = -row_length % block
    means, coded_means = original.mean(axis=0), coded.mean(axis=0)
    shape = (factors, (row_length + padding) // block, block, block)
    squares = np.zeros(shape)
    products = squares if coded is original else np.zeros(shape)
    chunk = max(1, CHUNK_BYTES // (8 * factors * row_length))
    for at in range(0, count, chunk):
        y = _blocked(coded[at : at + chunk], block, padding)
        squares += y.swapaxes(2, 3) @ y
        if products is not squares:
            x = _blocked(original[at : at + chunk], block, padding)
            products += x.swapaxes(2, 3) @ y
    x, y = (_blocked(m[None], block, padding) for m in (means, coded_means))
    return Moments(
        means,
        coded_means,
        squares / count - y.swapaxes(2, 3) @ y,
        products / count - x.swapaxes(2, 3) @ y,
        count,
    )


def _blocked(rows: np.ndarray, block: int, padding: int) -> np.ndarray:
    """Reshapes [rows, factors, row length] to [factors, blocks, rows, block]."""
    padded = np.pad(rows.astype(np.float64), ((0, 0), (0, 0), (0, padding)))
    cut = padded.reshape(len(rows), rows.shape[1], -1, block)
    return np.ascontiguousarray(cut.transpose(1, 2, 0, 3))
