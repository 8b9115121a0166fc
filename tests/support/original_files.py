"""Writes small synthetic data sets in the formats of the originals."""

import csv
from pathlib import Path

import numpy as np

SPLITS = ("train", "t10k")


def write_mnist(folder: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """Writes images uint8 [n, 28, 28] and labels [n], the same for training and test."""
    folder.mkdir(exist_ok=True)
    for name in SPLITS:
        header = np.array([2051, *images.shape], ">u4").tobytes()
        (folder / f"{name}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = np.array([2049, len(labels)], ">u4").tobytes()
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())


def write_cifar10(folder: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """Writes images uint8 [n, 32, 32, 3] and labels [n]; every file holds all of them."""
    folder.mkdir(exist_ok=True)
    planes = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    data = np.concatenate([labels[:, None], planes], axis=1).tobytes()
    for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"):
        (folder / f"{name}.bin").write_bytes(data)


def write_letters(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """Writes images uint8 [n, 28, 28] and labels [n]."""
    rows = np.concatenate([labels[:, None], images.reshape(len(images), -1)], axis=1)
    np.savetxt(path, rows, "%d", ",")


def write_covid(path: Path, answers: np.ndarray, ill: np.ndarray) -> None:
    """Writes answers bool [n, 20] and diagnoses [n]."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"question {n}" for n in range(20)), "COVID-19"])
        for row, diagnosis in zip(answers, ill, strict=True):
            writer.writerow("Yes" if cell else "No" for cell in (*row, diagnosis))


def write_poker_hands(folder: Path, hands: np.ndarray, kinds: np.ndarray) -> None:
    """Writes hands [n, 10], columns S1, C1, ... S5, C5, and kinds [n]."""
    folder.mkdir(exist_ok=True)
    for name in ("poker-hand-training-true.data", "poker-hand-testing.data"):
        np.savetxt(folder / name, np.concatenate([hands, kinds[:, None]], axis=1), "%d", ",")


def write_all(folder: Path, samples: int) -> None:
    """Writes all five data sets where the study expects them."""
    rng = np.random.default_rng(0)

    def draw(high: int, *shape: int) -> np.ndarray:
        return rng.integers(0, high, (samples, *shape), dtype=np.uint8)

    write_mnist(folder / "mnist", draw(256, 28, 28), draw(10))
    write_cifar10(folder / "cifar10", draw(256, 32, 32, 3), draw(10))
    write_letters(folder / "letters.csv", draw(256, 28, 28), draw(26))
    write_covid(folder / "covid.csv", draw(2, 20) > 0, draw(2) > 0)
    suits, ranks = 1 + draw(4, 5), 1 + draw(13, 5)
    hands = np.stack([suits, ranks], axis=2).reshape(samples, 10)
    write_poker_hands(folder / "poker_hand", hands, draw(10))
