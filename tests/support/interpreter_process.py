"""Runs other interpreters on hostile models, each in its own process, since it may crash.

    python interpreter_process.py tflm|litert FILE...

prints a line for each file: refused, accepted (loaded and run), crashed or hung.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

MOST_SECONDS = 20  # of CPU time
MOST_BYTES = 16 << 30  # of address space
REFUSED, RAN = 3, 0


def run_litert(file: bytes) -> None:
    """Runs LiteRT with its default kernels, as users do."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=file)
    interpreter.allocate_tensors()
    for detail in interpreter.get_input_details():
        interpreter.set_tensor(detail["index"], np.zeros(detail["shape"], detail["dtype"]))
    interpreter.invoke()
    interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def run_tflm(file: bytes) -> None:
    from tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(file)
    shape = interpreter.get_input_details(0)["shape"]
    interpreter.set_input(np.zeros(shape, np.int8), 0)
    interpreter.invoke()
    interpreter.get_output(0)


RUNNERS: dict[str, Callable[[bytes], None]] = {"tflm": run_tflm, "litert": run_litert}


def outcome(run: Callable[[bytes], None], file: bytes) -> str:
    """Returns the outcome of a process that runs the model."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            run(file)
        except Exception:  # whatever an interpreter raises is a refusal
            os._exit(REFUSED)
        os._exit(RAN)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hung" if os.WTERMSIG(status) == signal.SIGXCPU else "crashed"
    return {REFUSED: "refused", RAN: "accepted"}.get(os.WEXITSTATUS(status), "crashed")


def main() -> None:
    run = RUNNERS[sys.argv[1]]
    for path in sys.argv[2:]:
        print(outcome(run, Path(path).read_bytes()), flush=True)


if __name__ == "__main__":
    main()
