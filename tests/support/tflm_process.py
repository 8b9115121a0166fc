"""Runs TFLM's interpreter in its own process, for models that may abort it.

As a program, it reads pickled cases from its input and writes their pickled outputs.
"""

import os
import pickle
import resource
import subprocess
import sys

import numpy as np
from tflite_micro import runtime

from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

Case = tuple[bytes, list[np.ndarray]]  # (model, inputs in their shapes)


def run_in_process(cases: list[Case]) -> list[np.ndarray | None]:
    """Returns the first output, flat, of each model; None if TFLM aborts or refuses the model."""
    command = [sys.executable, "-m", "tests.support.tflm_process"]
    done = subprocess.run(
        command,
        input=pickle.dumps(cases),
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=PATIENCE,
    )
    return pickle.loads(done.stdout)


def _run(case: Case) -> np.ndarray | None:
    file, inputs = case
    try:
        interpreter = runtime.Interpreter.from_bytes(file, arena_size=1 << 20)
        for number, x in enumerate(inputs):
            interpreter.set_input(x, number)
        interpreter.invoke()
    except RuntimeError:
        return None
    return interpreter.get_output(0).reshape(-1)


def _run_in_child(case: Case) -> np.ndarray | None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(writing, "wb") as out:
            pickle.dump(_run(case), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as result:
        answer = result.read()
    _, status = os.waitpid(child, 0)
    return pickle.loads(answer) if status == 0 else None


if __name__ == "__main__":
    cases = pickle.load(sys.stdin.buffer)
    pickle.dump([_run_in_child(case) for case in cases], sys.stdout.buffer)
