"""The host's end of the serial line, against boards that misbehave."""

import os
import threading
import time
import tty
from collections.abc import Callable

import numpy as np
import pytest

from seedlite import link
from seedlite.errors import DeviceError
from seedlite.link import Link, infer_on_port

X = np.zeros(4, np.int8)


@pytest.fixture
def board():
    """A function that runs a stand-in for a board: answers each command by calling `answer`."""
    ends: list[int] = []
    stop = threading.Event()
    threads = []

    def start(answer: Callable[[str], bytes]) -> str:
        ours, theirs = os.openpty()
        tty.setraw(ours)
        tty.setraw(theirs)
        ends.extend((ours, theirs))
        os.set_blocking(ours, False)
        thread = threading.Thread(target=serve, args=(ours, answer), daemon=True)
        thread.start()
        threads.append(thread)
        return os.ttyname(theirs)

    def serve(end: int, answer: Callable[[str], bytes]) -> None:
        received = b""
        while not stop.is_set():
            try:
                received += os.read(end, 1000)
            except BlockingIOError:
                time.sleep(0.005)
                continue
            while b"%" in received:
                command, _, received = received.partition(b"%")
                os.write(end, answer(command.decode()))

    yield start
    stop.set()
    for thread in threads:
        thread.join()
    for end in ends:
        os.close(end)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(link, "REPLY_SECONDS", 0.6)
    monkeypatch.setattr(link, "QUIET_SECONDS", 0.02)


def sound(command: str) -> bytes:
    """A board whose model has 4 bytes in and 2 out."""
    replies = {
        "": "e-[Unknown command: ]",
        "name": "m-name-dut-[seedlite]",
        "db load 4": "m-[Expecting 4 bytes]",
        "db 00000000": "m-load-done",
        "output": "m-output-[80ff]",
    }
    return f"{replies.get(command, '')}\r\nm-ready\r\n".encode()


def test_infer_sound_board_gives_its_output(board):
    outputs = infer_on_port(board(sound), np.stack([X, X]))
    assert outputs.tolist() == [[-128, -1], [-128, -1]]


def test_open_after_a_command_cut_off_finds_the_board(board):
    port = board(sound)
    with open(port, "wb", buffering=0) as file:
        file.write(b"db 00")
    assert infer_on_port(port, X[np.newaxis]).tolist() == [[-128, -1]]


def test_open_no_such_port_raises_device_error(tmp_path):
    with pytest.raises(DeviceError, match=r"cannot open .*plugged in"):
        Link(str(tmp_path / "ttyACM0"))


def test_open_silent_board_raises_device_error_in_time(board):
    start = time.monotonic()
    with (
        pytest.raises(DeviceError, match=r"no answer to 'name'.*115200 baud"),
        Link(board(lambda _: b"")),
    ):
        pass
    assert time.monotonic() - start < 5


def test_open_garbage_raises_device_error(board):
    noise = bytes(range(128, 256)) * 4
    with pytest.raises(DeviceError, match="no answer"), Link(board(lambda _: noise)):
        pass


def test_command_answered_with_error_raises_device_error_naming_both(board):
    def refuse(command: str) -> bytes:
        return b"e-[the input has 5 bytes]\r\nm-ready\r\n" if "load" in command else sound(command)

    with pytest.raises(DeviceError, match=r"the input has 5 bytes\]' to 'db load 4'"):
        infer_on_port(board(refuse), X[np.newaxis])


@pytest.mark.parametrize("line", ["", "m-output-[8]", "m-output-[xy]", "m-results-[0.1]"])
def test_output_malformed_raises_device_error(board, line):
    def garble(command: str) -> bytes:
        return f"{line}\r\nm-ready\r\n".encode() if command == "output" else sound(command)

    with pytest.raises(DeviceError, match="as output"):
        infer_on_port(board(garble), X[np.newaxis])


def test_board_that_stops_answering_raises_device_error_in_time(board):
    def stop(command: str) -> bytes:
        return b"" if command.startswith("db 0") else sound(command)

    with pytest.raises(DeviceError, match="no answer to 'db 0000"):
        infer_on_port(board(stop), X[np.newaxis])
