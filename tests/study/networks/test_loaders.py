"""Readers of the original data sets' own files, on small files of the same form."""

import gzip

import numpy as np
import pytest

from models.datasets import cifar10, covid, letters, mnist, poker_hand
from seedlite.errors import BadInputError
from tests.support.original_files import (
    write_cifar10,
    write_covid,
    write_letters,
    write_mnist,
    write_poker_hands,
)

IMAGES = np.arange(3 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(3, 28, 28)
LABELS = np.array([7, 0, 9], np.uint8)


@pytest.fixture
def idx_folder(tmp_path):
    write_mnist(tmp_path, IMAGES, LABELS)
    for path in tmp_path.glob("*-labels-*"):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
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
    write_cifar10(tmp_path, np.stack([image, image]), np.array([4, 4], np.uint8))
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


def test_letters_csv_is_split_once_and_for_all(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)
    labels = (np.arange(40) % 26).astype(np.uint8)
    write_letters(tmp_path / "letters.csv", images, labels)
    train, test = letters.load(tmp_path / "letters.csv")
    assert (train.x.shape, test.x.shape) == ((36, 28, 28, 1), (4, 28, 28, 1))
    together = np.concatenate([train.x, test.x]), np.concatenate([train.y, test.y])
    reals = (images / 255).astype(np.float32)
    originals = {x.tobytes(): y for x, y in zip(reals, labels, strict=True)}
    assert [originals[x.tobytes()] for x in together[0]] == together[1].tolist()
    again, _ = letters.load(tmp_path / "letters.csv")
    assert np.array_equal(again.x, train.x)


@pytest.mark.parametrize("text", ["26" + ",0" * 784, "0,1", "0,x", ""])
def test_letters_other_table_is_refused(tmp_path, text):
    (tmp_path / "letters.csv").write_text(text + "\n")
    with pytest.raises(BadInputError):
        letters.load(tmp_path / "letters.csv")


def test_covid_same_answers_are_on_the_same_side(tmp_path):
    rng = np.random.default_rng(0)
    different = np.unique(rng.integers(0, 2, (30, 20)), axis=0)
    answers = different[rng.integers(0, len(different), 200)]
    write_covid(tmp_path / "covid.csv", answers > 0, rng.integers(0, 2, 200) > 0)
    train, test = covid.load(tmp_path / "covid.csv")
    assert len(train.x) + len(test.x) == 200
    assert len(test.x) > 0
    assert not {x.tobytes() for x in train.x} & {x.tobytes() for x in test.x}


@pytest.mark.parametrize("cell", ["Maybe", ""])
def test_covid_other_answers_are_refused(tmp_path, cell):
    (tmp_path / "covid.csv").write_text("names\n" + ",".join(["Yes"] * 20 + [cell]) + "\n")
    with pytest.raises(BadInputError, match="Yes or No"):
        covid.load(tmp_path / "covid.csv")


def test_poker_hand_cards_become_suits_then_ranks(tmp_path):
    hands = np.array([[1, 13, 2, 1, 3, 2, 4, 3, 1, 4]])
    write_poker_hands(tmp_path, hands, np.array([5]))
    train, test = poker_hand.load(tmp_path)
    assert train.x.shape == test.x.shape == (1, 85)
    assert train.y.tolist() == [5]
    assert np.flatnonzero(train.x[0]).tolist() == [
        0, 4 + 12, 17 + 1, 17 + 4, 34 + 2, 34 + 4 + 1, 51 + 3, 51 + 4 + 2, 68, 68 + 4 + 3,
    ]  # fmt: skip


def test_poker_hand_rank_14_is_refused(tmp_path):
    write_poker_hands(tmp_path, np.array([[4, 14] * 5]), np.array([0]))
    with pytest.raises(BadInputError, match="ranks 1 to 13"):
        poker_hand.load(tmp_path)
