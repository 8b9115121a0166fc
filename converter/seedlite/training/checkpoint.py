"""The state of an interrupted training, in a file."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError
from seedlite.files import write_whole

PARTS = ("network", "optimizer", "best")


@dataclass(frozen=True)
class Checkpoint:
    """`identity` says what is trained, and how: only the same training can go on from here."""

    identity: str
    steps: int  # done
    score: float  # of `best`
    network: list[np.ndarray]
    optimizer: list[np.ndarray]
    best: list[np.ndarray]  # a network; empty where there is none yet

    def write(self, path: Path) -> None:
        file = io.BytesIO()
        arrays = {
            f"{part} {number}": array
            for part in PARTS
            for number, array in enumerate(getattr(self, part))
        }
        arrays["identity"] = np.array(self.identity)
        arrays["steps"], arrays["score"] = np.array(self.steps), np.array(self.score)
        np.savez(file, **arrays)
        write_whole(path, file.getvalue())

    @classmethod
    def read(cls, path: Path, identity: str) -> "Checkpoint":
        """Raises BadInputError unless it is a checkpoint of that training."""
        if not path.is_file():
            raise BadInputError(f"{path}: no such checkpoint; train without --resume")
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            found = cls(
                str(arrays["identity"]),
                int(arrays["steps"]),
                float(arrays["score"]),
                *([arrays[f"{part} {n}"] for n in range(_count(arrays, part))] for part in PARTS),
            )
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise BadInputError(
                f"{path} is no checkpoint ({error}); delete it and train without --resume"
            ) from error
        if found.identity != identity:
            raise BadInputError(
                f"{path} is the checkpoint of another training: model, data and options must be "
                "the same; delete it and train without --resume"
            )
        return found


def _count(arrays: dict[str, np.ndarray], part: str) -> int:
    return sum(name.startswith(f"{part} ") for name in arrays)
