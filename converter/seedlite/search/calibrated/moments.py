"""First and second moments of a layer's inputs, in the original and in the partly coded network."""

from dataclasses import dataclass, replace

import numpy as np

from seedlite.search.calibrated.additions import Addend

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
    # Of what the addend of the layer's outputs lost, if there is one:
    lost_means: np.ndarray | None = None  # float64 [factors * channels of a factor]
    lost: np.ndarray | None = None  # with the coded network: [factors, blocks, channels, block]


def block_length(row_length: int) -> int:
    """Returns the length of the equal blocks that a row is cut into, at most MAX_BLOCK."""
    blocks = -(-row_length // MAX_BLOCK)
    return -(-row_length // blocks)


def moments(original: np.ndarray, coded: np.ndarray, addend: Addend | None = None) -> Moments:
    """Returns the moments of corresponding inputs, integers [rows, factors, row length], and of the
    addend's same rows. Sums of integers are exact, so that all machines agree."""
    count, factors, row_length = coded.shape
    block = block_length(row_length)
    padding = -row_length % block
    means, coded_means = original.mean(axis=0), coded.mean(axis=0)
    shape = (factors, (row_length + padding) // block, block, block)
    squares = np.zeros(shape)
    products = squares if coded is original else np.zeros(shape)
    chunk = max(1, CHUNK_BYTES // (8 * factors * row_length))
    losses, lost = None if addend is None else addend.lost.reshape(count, factors, -1), 0.0
    for at in range(0, count, chunk):
        y = _blocked(coded[at : at + chunk], block, padding)
        if losses is not None:
            z = losses[at : at + chunk].astype(np.float64).transpose(1, 2, 0)[:, None]
            lost = lost + z @ y
        squares += y.swapaxes(2, 3) @ y
        if products is not squares:
            x = _blocked(original[at : at + chunk], block, padding)
            products += x.swapaxes(2, 3) @ y
    x, y = (_blocked(m[None], block, padding) for m in (means, coded_means))
    found = Moments(
        means,
        coded_means,
        squares / count - y.swapaxes(2, 3) @ y,
        products / count - x.swapaxes(2, 3) @ y,
        count,
    )
    if addend is None or losses is None:
        return found
    lost_means = losses.mean(axis=0)
    lost = lost / count - lost_means[:, None, :, None] * y
    return replace(found, lost_means=lost_means.ravel() * addend.scale, lost=lost * addend.scale)


def _blocked(rows: np.ndarray, block: int, padding: int) -> np.ndarray:
    """Reshapes [rows, factors, row length] to [factors, blocks, rows, block]."""
    padded = np.pad(rows.astype(np.float64), ((0, 0), (0, 0), (0, padding)))
    cut = padded.reshape(len(rows), rows.shape[1], -1, block)
    return np.ascontiguousarray(cut.transpose(1, 2, 0, 3))
