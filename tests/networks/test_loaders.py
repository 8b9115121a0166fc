"""Readers of the original data sets' own files, on small files of the same form."""

import gzip

import numpy as np
import pytest

from models.datasets import cifar10, mnist
from seedlite.errors import BadInputError

IMAGES = np.arange(3 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(3, 28, 28)
LABELS = np.array([7, 0, 9], np.uint8)


@pytest.fixture
def idx_folder(tmp_path):
    for name in ("train", "t10k"):
        images = np.array([2051, 3, 28, 28], ">u4").tobytes() + IMAGES.tobytes()
        labels = np.array([2049, 3], ">u4").tobytes() + LABELS.tobytes()
        (tmp_path / f"{name}-images-idx3-ubyte").write_bytes(images)
        (tmp_path / f"{name}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return tmp_path


def test_mnist_original_files_and_npz_give_the_same(idx_folder):
    path = idx_folder / "mnist.npz"
    np.savez(path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES, y_test=LABELS)
    for split in (*mnist.load(idx_folder), *mnist.load(path)):
        assert np.array_equal(split.x, (IMAGES[..., None] / 255).astype(np.float32))
        assert split.y.tolist() == [7, 0, 9]


def test_mnist_file_cut_off_is_refused(idx_folder):
    path = idx_folder / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadInputError, match="cut off"):
        mnist.load(idx_folder)


def test_mnist_nothing_there_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="original files"):
        mnist.load(tmp_path / "none.npz")


def test_cifar10_binary_version_gives_planes_as_channels(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    record = bytes([4]) + image.transpose(2, 0, 1).tobytes()
    for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"):
        (tmp_path / f"{name}.bin").write_bytes(2 * record)
    train, test = cifar10.load(tmp_path)
    assert train.x.shape == (10, 32, 32, 3)
    assert np.array_equal(train.x[0], image)
    assert test.y.tolist() == [4, 4]


def test_cifar10_jpeg_images_are_decoded(tmp_path):
    import tensorflow as tf

    image = np.full((32, 32, 3), 77, np.uint8)
    jpeg = np.frombuffer(tf.io.encode_jpeg(image).numpy(), np.uint8)
    arrays = {}
    for name in ("train", "test"):
        arrays |= {
            f"jpeg_{name}": np.tile(jpeg, 2),
            f"offset_{name}": np.array([0, len(jpeg), 2 * len(jpeg)]),
            f"y_{name}": np.array([1, 2]),
        }
    np.savez(tmp_path / "c.npz", **arrays)
    train, _ = cifar10.load(tmp_path / "c.npz")
    assert train.x.shape == (2, 32, 32, 3)
    assert np.abs(train.x.astype(int) - 77).max() <= 2


def test_cifar10_truncated_file_is_refused(tmp_path):
    for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"):
        (tmp_path / f"{name}.bin").write_bytes(bytes(100))
    with pytest.raises(BadInputError, match="binary version"):
        cifar10.load(tmp_path)
