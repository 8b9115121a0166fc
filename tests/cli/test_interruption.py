"""Ctrl-C, and a polite kill, at any moment after Python's own start: one line, its exit status,
nothing left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.toolchain.tools import COMPILER, QEMU, find_libc, find_tool
from seedlite.errors import ToolMissingError
from tests.support.interrupting import MARK, command_lines, marked, start
from tests.support.places import ROOT
from tests.support.waiting import finish, lines_until, wait_until

INTERRUPTED = "interrupted\n"
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
FIRST_OF_OURS = "seedlite.interruption"


def errors_of(process: "subprocess.Popen[str]") -> str:
    return finish(process)[1]


def imported(line: str) -> str | None:
    """The module that a line of `python -X importtime` is about."""
    return line.rpartition("|")[2].strip() if line.startswith("import time:") else None


def modules_after_installation() -> list[str]:
    process = start("--version", python=("-X", "importtime"))
    names = [imported(line) for line in errors_of(process).splitlines()]
    return names[names.index(FIRST_OF_OURS) + 1 : names.index("seedlite.cli.app")]


def test_interrupt_while_importing_is_one_line():
    """At moments that are seen, not timed: Python tells of each module that it has imported."""
    modules = modules_after_installation()
    assert len(modules) > 100
    for module in modules[5 :: len(modules) // 12]:
        process = start("boards", python=("-X", "importtime"))
        lines = lines_until(
            process, process.stderr, lambda line, module=module: imported(line) == module
        )
        process.send_signal(signal.SIGINT)
        lines += errors_of(process).splitlines(keepends=True)
        assert [line for line in lines if imported(line) is None] == [INTERRUPTED], module
        assert process.returncode == 130


def test_interrupt_at_any_call_is_one_line():
    """At moments that are counted, not timed: calls of functions since the signals are taken care
    of, imports included."""
    program = ROOT / "tests" / "support" / "interrupted_at.py"
    command = [sys.executable, program]
    calls = int(subprocess.check_output([*command, "0", "boards"], text=True).splitlines()[-1])
    assert calls > 10_000
    for number in range(1, int(0.95 * calls), calls // 12):
        done = subprocess.run([*command, str(number), "boards"], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (130, INTERRUPTED), number


@pytest.mark.parametrize("number", STATUS, ids=lambda number: number.name)
def test_signal_while_working_ends_with_its_status_and_no_output(number, model, data, tmp_path):
    out = tmp_path / "rows.jsonl"
    options = ["--methods", "batch", "--batch-sizes", "5", "--seeds", "5000", "--jobs", "1"]
    process = start("sweep", model, "--data", data, "-o", out, *options)
    wait_until(lambda: out.exists() or process.poll() is not None, "the first row")
    process.send_signal(number)
    errors = errors_of(process)
    assert process.returncode == STATUS[number], errors
    assert errors.splitlines()[-1] == "interrupted"
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_signal_ignored_from_the_start_stays_ignored(model):
    """As shells start what runs in the background."""
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)}
    script = "import os, signal; from seedlite.cli import main; os.kill(os.getpid(), signal.SIGINT)"
    command = [sys.executable, "-c", f"{script}; main()", "inspect", str(model)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **ignoring)
    assert done.returncode == 0, done.stderr


def test_thread_that_fails_after_a_signal_is_silent():
    """As a pool's thread does when the main thread drops the work that the thread hands out."""
    script = """
import os, signal, threading
from seedlite import interruption

def fail():
    while not interruption.received():
        pass
    raise KeyError(1)

interruption.install()
thread = threading.Thread(target=fail)
thread.start()
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    thread.join()
    interruption.end()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, INTERRUPTED)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["workers start", "first row"])
def test_interrupt_of_a_sweep_ends_its_processes(moment, number, model, data, tmp_path):
    """The whole group gets the signal, as from a terminal: nobody prints a traceback."""
    out = tmp_path / "rows.jsonl"

    def has_come() -> bool:
        if moment == "first row":
            return out.exists()
        return any("LokyProcess-2" in line for line in command_lines(str(tmp_path)))

    options = ["--methods", "batch", "--batch-sizes", "5", "--seeds", "5000", "--jobs", "2"]
    process = start("sweep", model, "--data", data, "-o", out, *options, **{MARK: str(tmp_path)})
    wait_until(lambda: has_come() or process.poll() is not None, moment)
    assert len(marked(str(tmp_path))) > 2
    os.killpg(process.pid, number)
    errors = errors_of(process)
    assert process.returncode == STATUS[number], errors
    assert errors in (INTERRUPTED, f"go on with --resume {out}\n{INTERRUPTED}")
    wait_until(lambda: not marked(str(tmp_path)), f"the end of {command_lines(str(tmp_path))}")


@pytest.fixture
def tools() -> None:
    try:
        find_tool(COMPILER)
        find_tool(QEMU)
        find_libc()
    except ToolMissingError as error:
        pytest.skip(str(error))


def interrupt_once_it_runs(program: str, out: Path, *arguments: object, **environment: str) -> None:
    mark = str(out)
    process = start(*arguments, "-o", out, **{MARK: mark}, **environment)
    wait_until(
        lambda: any(program in line for line in command_lines(mark)) or process.poll() is not None,
        program,
    )
    process.send_signal(signal.SIGINT)
    errors = errors_of(process)
    assert (process.returncode, errors) == (130, INTERRUPTED)
    wait_until(lambda: not marked(mark), f"the end of {command_lines(mark)}")
    assert not out.exists()


@pytest.mark.qemu
@pytest.mark.usefixtures("tools")
def test_interrupt_ends_compilers(model, tmp_path):
    cache = {"XDG_CACHE_HOME": str(tmp_path), "CCACHE_DISABLE": "1"}  # nothing is compiled yet
    interrupt_once_it_runs(
        "cc1", tmp_path / "out", "build", model, "--board", "mps2-an386", **cache
    )


@pytest.mark.qemu
@pytest.mark.usefixtures("tools")
def test_interrupt_ends_the_emulator(model, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((1_000_000, 60), np.int8))
    verb = ["run", model, "--board", "mps2-an386", "--input", tmp_path / "x.npy"]
    interrupt_once_it_runs("qemu-system-arm", tmp_path / "y.npy", *verb)


def test_reader_that_goes_away_is_no_error():
    process = start("boards", "--json")
    process.stdout.close()
    process.stdout = None
    assert errors_of(process) == ""
    assert process.returncode == 1
