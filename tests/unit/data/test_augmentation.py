import numpy as np
import pytest

from seedlite.data.augmentation import (
    CHANGES,
    COPIES,
    augmentation_names,
    augmented_copies,
    check_augmentation,
)
from seedlite.errors import UsageError

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 16, 24, 3)).astype(np.float32)
SHAPES = {"flip": (16, 24, 3), "shift": (8, 9, 1), "mix": (5,), "noise": (2, 3, 4, 5)}


@pytest.mark.parametrize("name", CHANGES)
def test_augmented_copies_are_the_samples_and_changed_ones_of_the_same_shape(name):
    found = augmented_copies(IMAGES, [name], 1)
    assert found.shape == (COPIES * 40, 16, 24, 3)
    assert found.dtype == np.float32
    assert np.array_equal(found[:40], IMAGES)
    for copy in range(1, COPIES):
        assert not np.array_equal(found[40 * copy : 40 * (copy + 1)], IMAGES)


@pytest.mark.parametrize("name", CHANGES)
def test_augmented_copies_are_the_same_for_the_same_seed_only(name):
    found = augmented_copies(IMAGES, [name], 1)
    assert np.array_equal(found, augmented_copies(IMAGES, [name], 1))
    assert not np.array_equal(found, augmented_copies(IMAGES, [name], 2))


def test_augmented_copies_without_names_are_the_samples():
    assert np.array_equal(augmented_copies(IMAGES, (), 0), IMAGES)


def test_augmented_flips_are_the_image_or_its_mirror_image():
    found = augmented_copies(IMAGES, ["flip"], 3)[40:].reshape(COPIES - 1, *IMAGES.shape)
    mirrored = (found == IMAGES[:, :, ::-1]).all(axis=(2, 3, 4))
    same = (found == IMAGES).all(axis=(2, 3, 4))
    assert (mirrored ^ same).all()
    assert 0.3 < mirrored.mean() < 0.7


def test_augmented_shifts_keep_the_middle_of_the_image():
    marked = np.zeros((50, 16, 16, 1), np.float32)
    marked[:, 8, 8] = 1
    moved = np.argwhere(augmented_copies(marked, ["shift"], 4)[50:, ..., 0])[:, 1:] - 8
    assert np.abs(moved).max() == 2
    assert len(np.unique(moved, axis=0)) == 25


def test_augmented_time_shifts_keep_the_order_of_steps():
    steps = np.arange(40.0, dtype=np.float32)[None, :, None].repeat(30, 0)
    moved = augmented_copies(steps, ["time-shift"], 5)[30:, :, 0]
    assert (np.diff(moved, axis=1) >= 0).all()
    assert moved.min() == 0
    assert moved.max() == 39


@pytest.mark.parametrize("given", ["flip, mix", ["flip", "mix", "flip"]])
def test_augmentation_names_of_a_text_or_a_list_are_its_parts(given):
    assert augmentation_names(given) == ("flip", "mix")
    assert augmentation_names(None) == ()


@pytest.mark.parametrize("given", ["flop", "", "flip,,mix", []])
def test_augmentation_names_that_are_unknown_are_refused(given):
    with pytest.raises(UsageError, match="choose of flip, shift, mix, noise, time-shift"):
        augmentation_names(given)


@pytest.mark.parametrize(("name", "shape"), [*SHAPES.items(), ("time-shift", (49, 10, 1))])
def test_check_augmentation_allowed_shapes_can_be_changed(name, shape):
    check_augmentation([name], shape, "samples")
    assert augmented_copies(np.ones((3, *shape)), [name], 0).shape == (24, *shape)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("flip", (20,)),
        ("flip", (49, 10)),
        ("flip", (1, 30, 2)),
        ("shift", (20,)),
        ("shift", (7, 30, 1)),
        ("time-shift", (20,)),
        ("time-shift", (1, 20)),
    ],
)
def test_check_augmentation_other_shapes_are_refused(name, shape):
    with pytest.raises(UsageError, match=rf"`augment` {name} takes .*; samples have the shape"):
        check_augmentation([name], shape, "samples")
