"""The base install from a wheel as it is released, with tflite-runtime (numpy < 2) in place of
ai-edge-litert, in an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.board import list_boards
from seedlite.boards.self_test import CASES
from seedlite.compress.pipeline import convert
from seedlite.execution.evaluation import evaluate
from seedlite.execution.run import run
from seedlite.model.pack import pack
from seedlite.prepare.stock import expand
from tests.support.builders import dense_model
from tests.support.environments import make_environment
from tests.support.places import GOLDEN

NEWEST_PYTHON_WITH_A_WHEEL = (3, 11)
GOLDEN_MODELS = sorted((GOLDEN / "models").glob("*.tflite"))
REQUIREMENTS = ("tflite-runtime==2.14.0", "numpy<2")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the environment's programs."""
    if sys.version_info[:2] > NEWEST_PYTHON_WITH_A_WHEEL:
        pytest.skip("tflite-runtime 2.14.0 has no wheel for this Python")
    return make_environment(tmp_path_factory.mktemp("environment") / "venv", *REQUIREMENTS)


@pytest.fixture
def bare(environment: Path, tmp_path: Path) -> dict[str, str]:
    """Variables of a machine without compilers and emulators: the environment's programs alone."""
    return {"PATH": str(environment), "HOME": str(tmp_path)}


def test_evaluate_with_tflite_runtime_equals_litert(environment: Path, tmp_path: Path):
    stock, data = tmp_path / "stock.tflite", tmp_path / "data.npz"
    stock.write_bytes(pack(dense_model(10, 60)))
    small = tmp_path / "small.tflite"
    small.write_bytes(convert(stock, bits=3).file)
    rng = np.random.default_rng(0)
    np.savez(data, x=rng.normal(scale=3, size=(200, 60)), y=rng.integers(0, 10, 200))
    found = subprocess.run(
        [environment / "seedlite", "evaluate", small, "--data", data, "--on", "litert", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = evaluate(small.read_bytes(), data, on="litert")
    report = json.loads(found.stdout)
    assert report["samples"] == 200
    assert report["accuracy"] == expected.accuracy


COMPARE = """
import sys, numpy as np, seedlite.litert
from tflite_runtime.interpreter import Interpreter, OpResolverType
def outputs(path, resolver, delegates):
    model = Interpreter(path, experimental_delegates=delegates,
                        experimental_op_resolver_type=resolver)
    model.allocate_tensors()
    (x,), (y,) = model.get_input_details(), model.get_output_details()
    rng = np.random.default_rng(0)
    for _ in range(3):
        model.set_tensor(x["index"], rng.integers(-128, 128, x["shape"]).astype(np.int8))
        model.invoke()
        yield model.get_tensor(y["index"]).tobytes()
for resolver in OpResolverType.BUILTIN_REF, OpResolverType.AUTO:
    ours = list(outputs(sys.argv[1], resolver, [seedlite.litert.delegate()]))
    assert ours == list(outputs(sys.argv[2], resolver, []))
"""


@pytest.mark.parametrize("path", GOLDEN_MODELS, ids=[path.stem for path in GOLDEN_MODELS])
def test_tflite_runtime_with_the_delegate_equals_the_expanded_file(
    environment: Path, tmp_path: Path, path: Path
):
    stock = tmp_path / "stock.tflite"
    stock.write_bytes(expand(path.read_bytes()))
    subprocess.run([environment / "python", "-c", COMPARE, path, stock], check=True)


def test_base_install_has_no_tensorflow_and_says_how_to_get_it(environment: Path, tmp_path: Path):
    model = tmp_path / "m.keras"
    model.write_bytes(b"")
    np.savez(tmp_path / "x.npz", x=np.zeros((4, 4)))
    done = subprocess.run(
        [
            *(environment / "seedlite", "convert", model, "-o", tmp_path / "o.tflite"),
            *("--calibration", tmp_path / "x.npz"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5
    assert "seedlite[keras]" in done.stderr


def test_installed_package_brings_the_firmware_sources(environment: Path):
    script = "from seedlite.boards import list_boards; print(*(b.name for b in list_boards()))"
    found = subprocess.run(
        [environment / "python", "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [board.name for board in list_boards()]


def test_installed_package_brings_templates_and_the_cases_of_test(
    environment: Path, tmp_path: Path
):
    small = tmp_path / "small.tflite"
    small.write_bytes(pack(dense_model(10, 60)))
    out = tmp_path / "small"
    command = [environment / "seedlite", "export", small, "--format", "zephyr", "-o", out]
    subprocess.run(command, check=True)
    assert (out / "src" / "small.c").exists()
    cases = "*sorted(p.stem for p in CASES.iterdir())"
    script = f"from seedlite.boards.self_test import CASES; print({cases})"
    found = subprocess.run(
        [environment / "python", "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == sorted(path.stem for path in CASES.iterdir())


def test_installed_wheel_without_compiler_converts_runs_exports_and_says_what_a_build_needs(
    environment: Path, bare: dict[str, str], tmp_path: Path
):
    def seedlite(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [environment / "seedlite", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False
        )

    stock = tmp_path / "stock.tflite"
    stock.write_bytes(pack(dense_model(10, 60)))
    np.save(tmp_path / "x.npy", np.ones((3, 60), np.int8))
    done = [
        seedlite("convert", stock, "-o", "small.tflite", "--bits", 3),
        seedlite("run", "small.tflite", "--input", "x.npy", "-o", "y.npy"),
        seedlite("export", "small.tflite", "--format", "c", "-o", "library"),
    ]
    assert [each.returncode for each in done] == [0, 0, 0], [each.stderr for each in done]
    made = (tmp_path / "small.tflite").read_bytes()
    assert made == convert(stock, bits=3).file  # by libraries of another compiler
    assert np.array_equal(np.load(tmp_path / "y.npy"), run(made, np.ones((3, 60), np.int8)).outputs)
    refused = seedlite("build", "small.tflite", "--board", "mps2-an386", "-o", "firmware")
    assert refused.returncode == 5
    assert "arm-none-eabi-gcc" in refused.stderr


@pytest.mark.qemu
def test_installed_wheel_with_compiler_builds_and_runs_on_a_board(
    environment: Path, tmp_path: Path
):
    small = tmp_path / "small.tflite"
    small.write_bytes(convert(pack(dense_model(10, 60)), bits=3).file)
    np.save(tmp_path / "x.npy", np.ones((1, 60), np.int8))
    command = [environment / "seedlite", "run", small, "--board", "mps2-an386"]
    files = ["--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy"]
    path = f"{environment}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([*command, *files], env=os.environ | {"PATH": path}, check=True)
    expected = run(small.read_bytes(), np.ones((1, 60), np.int8)).outputs
    assert np.array_equal(np.load(tmp_path / "y.npy"), expected)
