"""What happens when emulated firmware goes wrong."""

import os
import signal
import threading
import time

import pytest

from seedlite.boards.emulator.qemu import emulate
from seedlite.errors import DeviceError
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.qemu


def test_emulate_fault_raises_device_error_with_program_counter(compile_program, board, tmp_path):
    with pytest.raises(DeviceError, match=r"exception 0x00000003, pc 0x[0-9a-f]{8}, lr"):
        emulate(compile_program("fault"), board, tmp_path, timeout=PATIENCE)


def test_emulate_hang_raises_device_error_and_leaves_no_process(compile_program, board, tmp_path):
    elf = compile_program("hang")
    with pytest.raises(DeviceError, match=r"not done after 0\.5 s"):
        emulate(elf, board, tmp_path, timeout=0.5)
    assert processes_with(str(elf)) == []


def test_emulate_killed_emulator_raises_device_error_at_once(compile_program, board, tmp_path):
    elf, ended = compile_program("hang"), threading.Event()

    def kill() -> None:
        while not (found := processes_with(str(elf))) and not ended.is_set():
            time.sleep(0.005)
        for process in found:
            os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with pytest.raises(DeviceError, match=r"failed, exit status -9"):
            emulate(elf, board, tmp_path, timeout=PATIENCE)
    finally:
        ended.set()
        killer.join()
    assert processes_with(str(elf)) == []


def test_emulate_not_a_program_raises_device_error_with_output(board, tmp_path):
    elf = tmp_path / "empty.elf"
    with pytest.raises(DeviceError, match=r"Could not load kernel"):
        emulate(elf, board, tmp_path, timeout=PATIENCE)


def processes_with(argument: str) -> list[int]:
    """Numbers of the processes that were started with this argument."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                if argument.encode() in file.read().split(b"\0"):
                    found.append(int(name))
        except OSError:  # it ended meanwhile
            continue
    return found
