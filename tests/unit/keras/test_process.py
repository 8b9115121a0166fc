"""The process that TensorFlow's converter runs in."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from seedlite.errors import SeedliteError, UnsupportedError
from seedlite.keras import process
from seedlite.keras.backend import import_keras
from seedlite.keras.quantize import quantize
from seedlite.keras.worker import Request
from tests.support.interrupting import start
from tests.support.waiting import finish, wait_until

keras = import_keras()
layers = keras.layers

# Takes the check off that spares the converter what it dies of.
UNCHECKED = "import seedlite.keras.convert as c; c._LOOPS = ()\n"


@pytest.fixture
def fresh(monkeypatch):
    """The next conversion starts a process; the session's own is kept for later tests."""
    monkeypatch.setattr(process, "_worker", None)
    yield
    if process._worker is not None:
        process._worker.close()


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    """A model that the converter dies of in its third layer."""
    path = tmp_path_factory.mktemp("models") / "dying.keras"
    stack = [layers.Conv1D(3, 2), layers.ReLU(), layers.LSTM(4, name="memory"), layers.Dense(2)]
    keras.Sequential([keras.Input((6, 2)), *stack]).save(path)
    return path


SAMPLES = np.random.default_rng(0).normal(size=(50, 6, 2)).astype(np.float32)


@pytest.mark.slow
def test_quantize_converter_that_dies_names_the_layer(fresh, stored, tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(UNCHECKED)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    message = r"dying\.keras: .* died \(SIGSEGV\) while .*, likely of layer 'memory' \(LSTM\)"
    with pytest.raises(UnsupportedError, match=message):
        quantize(stored, SAMPLES)


def test_quantize_killed_process_is_an_error_and_the_next_works(fresh, tmp_path):
    path = tmp_path / "m.keras"
    keras.Sequential([keras.Input((6,)), layers.Dense(3)]).save(path)
    process._worker = worker = process.Worker()
    killer = threading.Timer(0.1, worker._process.kill)
    killer.start()
    with pytest.raises(SeedliteError, match=r"SIGKILL|memory ran out"):
        quantize(path, np.ones((4, 6)))
    killer.join()
    assert quantize(path, np.ones((4, 6)))[4:8] == b"TFL3"


@pytest.mark.parametrize(
    ("death", "error", "words"),
    [
        (process.Crash(-9, "quantizing it", ["'a' (Dense)"]), SeedliteError, "memory ran out"),
        (process.Crash(-4, "loading TensorFlow", []), SeedliteError, r"SIGILL.* does not run on"),
        (process.Crash(-11, "converting it", []), UnsupportedError, "convert parts of the model"),
        (process.Crash(3, "converting it", []), UnsupportedError, "ended with exit status 3"),
    ],
)
def test_error_of_a_death_says_cause_and_remedy(death, error, words):
    found = process._error(Request(Path("m.keras"), SAMPLES, "m.keras"), death)
    assert isinstance(found, error)
    with pytest.raises(error, match=words):
        raise found


def children(parent: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_convert_stopped_ends_the_converters_process(number, stored, tmp_path):
    np.savez(tmp_path / "x.npz", x=SAMPLES)
    out = tmp_path / "o.tflite"
    running = start("convert", stored, "-o", out, "--calibration", tmp_path / "x.npz")
    wait_until(lambda: children(running.pid) or running.poll() is not None, "the converter")
    found = children(running.pid)
    running.send_signal(number)
    finish(running)
    wait_until(lambda: not any(map(lives, found)), "the converter's end")
    assert found
    assert not out.exists()


def test_quantize_path_leaves_tensorflow_to_the_process(tmp_path):
    path = tmp_path / "m.keras"
    keras.Sequential([keras.Input((6,)), layers.Dense(3)]).save(path)
    program = (
        "import sys, numpy as np; from seedlite.keras import quantize\n"
        f"quantize({str(path)!r}, np.ones((4, 6)))\n"
        "sys.exit('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_worker_in_a_fork_is_not_the_forks():
    worker = process.Worker()
    assert worker.lives
    worker.owner = os.getpid() + 1
    assert not worker.lives
    worker.owner = os.getpid()
    worker.close()
    assert not worker.lives
