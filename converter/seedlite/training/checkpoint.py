"""Stores the state of an interrupted training."""

import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from seedlite.errors import BadInputError
from seedlite.files import write_whole
from seedlite.training.identity import Identity, differences

PARTS = ("network", "optimizer", "best")
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)

Values = dict[str, np.ndarray]  # of variables by path


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training. `identity` describes model, data and options; only the same training
    can resume."""

    identity: Identity
    steps: int  # done
    score: float  # of `best`
    network: Values
    optimizer: Values
    best: Values  # the network's best settled state; empty before there is one

    def write(self, path: Path) -> None:
        file = io.BytesIO()
        arrays = {
            f"{part}/{name}": array for part in PARTS for name, array in getattr(self, part).items()
        }
        arrays["identity"] = np.array(json.dumps(self.identity))
        arrays["steps"], arrays["score"] = np.array(self.steps), np.array(self.score)
        np.savez(file, **arrays)
        write_whole(path, file.getvalue())

    @classmethod
    def read(cls, path: Path, identity: Identity) -> "Checkpoint":
        """Reads a checkpoint. Raises BadInputError unless it belongs to that training."""
        if not path.is_file():
            raise BadInputError(f"{path}: no such checkpoint; train without `resume`")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            found = cls(
                dict(json.loads(str(arrays["identity"]))),
                int(arrays["steps"]),
                float(arrays["score"]),
                *(_part(arrays, part) for part in PARTS),
            )
        except (*UNREADABLE, TypeError) as error:
            raise BadInputError(
                f"{path} is no checkpoint ({error}); delete it and train without `resume`"
            ) from error
        if found.identity != identity:
            raise BadInputError(
                f"{path} is the checkpoint of another training: "
                f"{'; '.join(differences(found.identity, identity))}; give the same, or delete it "
                "and train without `resume`"
            )
        return found

    def restore(
        self, path: Path, network: Sequence[keras.Variable], optimizer: Sequence[keras.Variable]
    ) -> None:
        """Restores the variables. Raises BadInputError, naming `path`, unless it holds values for
        exactly these."""
        pairs = [(network, self.network), (optimizer, self.optimizer)]
        if self.best:
            pairs.append((network, self.best))
        for variables, values in pairs:
            if {v.path: tuple(v.shape) for v in variables} != _shapes(values):
                raise BadInputError(
                    f"{path} holds other variables than this training; delete it and train without "
                    "`resume`"
                )
        assign(network, self.network)
        assign(optimizer, self.optimizer)


def values_of(variables: Sequence[keras.Variable]) -> Values:
    return {variable.path: variable.numpy() for variable in variables}


def assign(variables: Sequence[keras.Variable], values: Values) -> None:
    for variable in variables:
        variable.assign(values[variable.path])


def _part(arrays: dict[str, np.ndarray], part: str) -> Values:
    start = f"{part}/"
    return {n.removeprefix(start): array for n, array in arrays.items() if n.startswith(start)}


def _shapes(values: Values) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in values.items()}
