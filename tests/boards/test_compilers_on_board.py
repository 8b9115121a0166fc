"""The runtime's bits on emulated boards, as other compilers and options compile it."""

from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.emulator.qemu import emulate
from tests.boards.test_random_models import model_batch
from tools import compilers
from tools.compilers import Cell

pytestmark = pytest.mark.qemu
KINDS = ("conv", "depthwise", "dense", "draws", "skipping", "add")
EACH = 12  # models of a kind
M4, M55, M0 = "mps2-an386", "mps3-an547", "mps2-an385-m0"
CELLS = [
    (M4, Cell("gcc", "cortex-m4", "hard", "-O2")),
    (M4, Cell("gcc", "cortex-m4", "hard", "-O0")),
    (M4, Cell("gcc", "cortex-m4", "softfp", "-Og", "-fno-omit-frame-pointer")),
    (M4, Cell("gcc", "cortex-m4", "soft", "-O3", "-flto")),
    (M4, Cell("gcc", "cortex-m4", "hard", "-O1", "-mno-unaligned-access")),
    (M4, Cell("gcc", "cortex-m4", "soft", "-Os", "-DSL_NO_ASSEMBLY")),
    (M4, Cell("clang", "cortex-m4", "hard", "-O2")),
    (M4, Cell("clang", "cortex-m4", "soft", "-O0")),
    (M55, Cell("gcc", "cortex-m55", "hard", "-O3")),
    (M55, Cell("clang", "cortex-m55", "hard", "-O2")),
    (M0, Cell("gcc", "cortex-m0", "soft", "-Og", "-fno-omit-frame-pointer")),
    (M0, Cell("clang", "cortex-m0", "soft", "-Os")),
    (M0, Cell("gcc", "cortex-m0", "soft", "-O2", "-flto")),
]


@pytest.fixture(scope="module")
def batch() -> tuple[bytes, list[np.ndarray]]:
    """Random models of all kinds with inputs, as programs/models.c reads them; the outputs."""
    parts = [model_batch(np.random.default_rng(1), kind, EACH) for kind in KINDS]
    return b"".join(data for data, _ in parts), [y for _, outputs in parts for y in outputs]


@pytest.mark.parametrize(
    ("board", "cell"), CELLS, indirect=["board"], ids=[str(cell) for _, cell in CELLS]
)
def test_random_models_equal_the_host(board, cell, batch, compile_program, tmp_path: Path):
    folder = tmp_path / "objects"
    folder.mkdir()
    assert compilers.compile_sources(cell, folder) == ""
    models, expected = batch
    (tmp_path / "models.bin").write_bytes(models)
    objects = sorted(folder.glob("*.o"))
    program = compile_program("models", objects=objects, float_abi=cell.abi)
    emulate(program, board, tmp_path, timeout=120)
    outputs = np.fromfile(tmp_path / "outputs.bin", np.int8)
    split = np.split(outputs, np.cumsum([len(y) for y in expected])[:-1])
    assert [i for i, y in enumerate(expected) if not np.array_equal(split[i], y)] == []
