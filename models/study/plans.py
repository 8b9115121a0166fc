"""The measurements of each network."""

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from models.datasets import dataset
from seedlite.errors import BadInputError
from seedlite.search.network import METHODS
from seedlite.study.sweeping.jobs import BATCH_SIZES

DENSE = "FULLY_CONNECTED"
MINI_BATCH = 128  # of networks that name none


@dataclass(frozen=True)
class StudyPlan:
    """name: the network's module in `models`.
    dataset: the module in `models.datasets`, and the prefix of the data's file or folder.
    batch_size: the original report's.
    epochs: of centralization-aware training of all layers at `batch_size`; sweep_epochs: at other
        sizes; dense_epochs: of dense layers only (None if there are no others).
    moved_copies: shifted copies added of every training image."""

    name: str
    dataset: str
    batch_size: int
    epochs: int
    sweep_epochs: int
    dense_epochs: int | None = None
    batch_sizes: tuple[int, ...] = BATCH_SIZES
    mini_batch: int = MINI_BATCH
    moved_copies: int = 0
    trained_methods: tuple[str, ...] = ("unitary", "layer", "batch")
    trained_batch_sizes: tuple[int, ...] = (5, 50, 500, 5000)  # besides `batch_size`
    seeds: int = 3
    limit: int | None = None  # samples for measuring disturbed layers

    @property
    def network(self) -> ModuleType:
        return import_module(f"models.{self.name}")

    @property
    def data(self) -> ModuleType:
        return dataset(self.dataset)

    def results(self, folder: Path) -> list[Path]:
        """Returns the files of its results: a sweep over all standard convolutions and dense
        layers, one over dense ones only, the layers' sensitivity."""
        parts = (".jsonl", "-dense.jsonl", "-layers.json")
        return [folder / f"{self.name}{part}" for part in parts]

    def find_data(self, folder: Path) -> Path:
        """Returns the path of the data. Raises BadInputError."""
        found = sorted(p for p in folder.iterdir() if p.name.lower().startswith(self.dataset))
        if not found:
            raise BadInputError(
                f"{folder} holds no data for {self.name}: put the file or folder there, under a "
                f"name that begins with {self.dataset}"
            )
        return found[0]

    def fast(self) -> "StudyPlan":
        """Returns a minimal plan that exercises everything."""
        return replace(
            self, epochs=1, sweep_epochs=1, dense_epochs=self.dense_epochs and 1, moved_copies=0,
            mini_batch=MINI_BATCH, batch_sizes=(self.batch_size,), trained_methods=("batch",),
            trained_batch_sizes=(), seeds=1, limit=20,
        )  # fmt: skip


PLANS = (
    StudyPlan(
        "mobilenetv2_mnist",
        "mnist",
        50,
        epochs=2,
        sweep_epochs=1,
        dense_epochs=1,
        mini_batch=32,
        trained_batch_sizes=(5, 100, 500, 5000),
        limit=500,
    ),
    StudyPlan(
        "shufflenetv2_cifar10",
        "cifar10",
        5000,
        epochs=5,
        sweep_epochs=3,
        dense_epochs=1,
        mini_batch=64,
        trained_batch_sizes=(5, 50, 500, 15000),
        limit=500,
    ),
    StudyPlan(
        "squeezenet_letters",
        "letters",
        5000,
        epochs=5,
        sweep_epochs=1,
        dense_epochs=1,
        mini_batch=32,
        moved_copies=7,
        trained_batch_sizes=(5, 50, 500, 15000),
        limit=500,
    ),
    StudyPlan("mlp_covid", "covid", 200, epochs=20, sweep_epochs=20, trained_methods=METHODS),
    StudyPlan(
        "mlp_poker_hand", "poker_hand", 20, epochs=100, sweep_epochs=100, trained_methods=METHODS
    ),
)
