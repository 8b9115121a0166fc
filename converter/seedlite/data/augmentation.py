"""Random changes of samples that leave their meaning, for training without labels."""

from collections.abc import Callable, Sequence

import numpy as np

from seedlite.errors import UsageError

COPIES = 8  # of the samples: a plain one, the others changed
SHIFT_SHARE = 8  # a shift goes up to a side over this
MIXED_SHARE, MOST_MIXED = 0.3, 0.5  # of the samples; of another in one
NOISE = 0.1  # most standard deviation of noise, as a share of the samples' own

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _flip(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirrors half of the images, left to right."""
    return np.where((rng.random(len(x)) < 0.5)[:, None, None, None], x[:, :, ::-1], x)


def _shift(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Moves images by some pixels and fills the border with their reflection."""
    height, width = x.shape[1:3]
    tall, wide = height // SHIFT_SHARE, width // SHIFT_SHARE
    padded = np.pad(x, ((0, 0), (tall, tall), (wide, wide), (0, 0)), "reflect")
    rows, columns = (rng.integers(0, 2 * most + 1, len(x)) for most in (tall, wide))
    moved = (
        image[row : row + height, column : column + width]
        for image, row, column in zip(padded, rows, columns, strict=True)
    )
    return np.stack(list(moved))


def _time_shift(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Moves the steps of a sample's first axis; the outermost step fills the gap."""
    steps = x.shape[1]
    most = max(1, steps // SHIFT_SHARE)
    moves = rng.integers(-most, most + 1, len(x))
    sources = np.clip(np.arange(steps) + moves[:, None], 0, steps - 1)
    return np.asarray(x[np.arange(len(x))[:, None], sources])


def _mix(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds a part of another sample to some samples."""
    share = rng.uniform(0, MOST_MIXED, len(x)) * (rng.random(len(x)) < MIXED_SHARE)
    share = share.reshape(-1, *[1] * (x.ndim - 1)).astype(np.float32)
    return x + share * (x[rng.permutation(len(x))] - x)


def _noise(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds Gaussian noise, of another strength for each sample."""
    strength = rng.uniform(0, NOISE * x.std(), len(x)).reshape(-1, *[1] * (x.ndim - 1))
    return x + (strength * rng.normal(size=x.shape)).astype(np.float32)


CHANGES: dict[str, Change] = {
    "flip": _flip,
    "shift": _shift,
    "mix": _mix,
    "noise": _noise,
    "time-shift": _time_shift,
}


def augmentation_names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Returns the names of changes, given as a list or separated by commas. Raises UsageError."""
    if given is None:
        return ()
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given)
    for name in names:
        if name not in CHANGES:
            raise UsageError(f"`augment` {name!r} is unknown; choose of {', '.join(CHANGES)}")
    if not names:
        raise UsageError(f"`augment` names nothing; choose of {', '.join(CHANGES)}")
    return tuple(dict.fromkeys(names))


def check_augmentation(names: Sequence[str], shape: tuple[int, ...], place: str) -> None:
    """Raises UsageError unless samples of this shape, without the batch, can be changed so."""
    sides = shape[:2] if len(shape) == 3 else ()
    for name in names:
        if name in ("flip", "shift") and not (sides and min(sides) > 1):
            what = "images, of height, width and channels"
        elif name == "shift" and min(sides) < SHIFT_SHARE:
            what = f"images of at least {SHIFT_SHARE} pixels a side"
        elif name == "time-shift" and not (len(shape) > 1 and shape[0] > 1):
            what = "samples of several steps along their first axis"
        else:
            continue
        raise UsageError(f"`augment` {name} takes {what}; {place} have the shape {shape}")


def augmented_copies(x: np.ndarray, names: Sequence[str], seed: int) -> np.ndarray:
    """Returns COPIES copies of the samples [n, ...], the first one plain: float32. Without names
    just the samples."""
    x = np.asarray(x, np.float32)
    if not names:
        return x
    rng = np.random.default_rng(seed)
    copies = [x]
    for _ in range(COPIES - 1):
        changed = x
        for name, change in CHANGES.items():
            changed = change(changed, rng) if name in names else changed
        copies.append(changed)
    return np.concatenate(copies).astype(np.float32)
