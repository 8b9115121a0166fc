"""The host's end of the serial line, against boards that misbehave."""

import contextlib
import os
import threading
import time
import tty
from collections.abc import Callable

import numpy as np
import pytest

from seedlite.boards import serial_line as link
from seedlite.boards.serial_line import Link, infer_on_port
from seedlite.errors import DeviceError

X = np.zeros(4, np.int8)


@pytest.fixture
def board():
    """A function that runs a stand-in for a board: answers each command by calling `answer`, and
    says `chatter` all the time."""
    ends: list[int] = []
    stop = threading.Event()
    threads = []

    def start(answer: Callable[[str], bytes], chatter: bytes = b"") -> str:
        ours, theirs = os.openpty()
        tty.setraw(ours)
        tty.setraw(theirs)
        ends.extend((ours, theirs))
        os.set_blocking(ours, False)
        thread = threading.Thread(target=serve, args=(ours, answer, chatter), daemon=True)
        thread.start()
        threads.append(thread)
        return os.ttyname(theirs)

    def serve(end: int, answer: Callable[[str], bytes], chatter: bytes) -> None:
        received = b""
        while not stop.is_set():
            with contextlib.suppress(BlockingIOError):  # nobody reads on
                os.write(end, chatter)
            try:
                received += os.read(end, 1000)
            except BlockingIOError:
                time.sleep(0.005)
                continue
            while b"%" in received:
                command, _, received = received.partition(b"%")
                write_all(end, answer(command.decode()))

    def write_all(end: int, data: bytes) -> None:
        while data and not stop.is_set():
            try:
                data = data[os.write(end, data) :]
            except BlockingIOError:  # full till the other end reads
                time.sleep(0.005)

    yield start
    stop.set()
    for thread in threads:
        thread.join()
    for end in ends:
        os.close(end)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However slow this machine is, a board that answers is heard."""
    monkeypatch.setattr(link, "REPLY_SECONDS", 60.0)
    monkeypatch.setattr(link, "QUIET_SECONDS", 0.02)


@pytest.fixture
def lose_patience(monkeypatch):
    """A function after which no answer is waited for long."""
    return lambda: monkeypatch.setattr(link, "REPLY_SECONDS", 0.2)


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


def test_open_silent_board_raises_device_error_in_time(board, lose_patience):
    lose_patience()
    with (
        pytest.raises(DeviceError, match=r"no answer to 'name'.*came nothing.*115200 baud"),
        Link(board(lambda _: b"")),
    ):
        pass


def test_open_garbage_raises_device_error(board, lose_patience):
    lose_patience()
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


@pytest.mark.parametrize(
    "output",
    [
        b"m-output-[80\r\n[log] tick\r\nff]\r\nm-ready\r\n",  # a log line within a line
        b"m-output-[80\xffff]\r\nm-ready\r\n",
        b"m-output-[80[log]ff]\r\nm-ready\r\n",
        b"m-output-[80ff]\r\nm-output-[80ff]\r\nm-ready\r\n",
    ],
)
def test_output_with_something_in_it_raises_device_error_that_shows_it(board, output):
    def garble(command: str) -> bytes:
        return output if command == "output" else sound(command)

    with pytest.raises(DeviceError, match=r"m-output-\[80.*as output"):
        infer_on_port(board(garble), X[np.newaxis])


@pytest.mark.parametrize(
    "log",
    [
        b"[12] sensor: 3.5 C\r\n",
        b"no line break: ",
        b"\xc3\xa4\xff\x00\xfe noise\r\n",
        b"\x1b[32mI (12) wifi\x1b[0m\r\n\r\n",
        b"boot from-a type-[5] m-x m- e- m\r\n",
        b"x" * 3000 + b"\r\n",
        b"\r\n\n\r",
    ],
)
def test_log_of_a_board_before_within_and_after_replies_is_skipped(board, log):
    def talking(command: str) -> bytes:
        lines = sound(command).splitlines(keepends=True)
        return log + log.join(lines) + log

    assert infer_on_port(board(talking), np.stack([X, X])).tolist() == [[-128, -1]] * 2


def test_log_that_never_stops_is_skipped(board):
    port = board(sound, chatter=b"[log] tick\r\n")
    assert infer_on_port(port, X[np.newaxis]).tolist() == [[-128, -1]]


def test_answer_in_pieces_is_put_together(board):
    def piecemeal(command: str) -> bytes:
        pieces = {"first": b"m-na", "second": b"me-dut-[x]\r", "third": b"\nm-ready\r\n"}
        return pieces.get(command) or sound(command)

    with Link(board(piecemeal)) as link:
        link._write("first%")
        link._write("second%")
        assert link.command("third") == ["m-name-dut-[x]"]


def test_answer_without_end_raises_device_error_with_the_last_lines(board, lose_patience):
    def endless(command: str) -> bytes:
        laps = b"".join(b"m-lap-us-%d\r\n" % number for number in range(50))
        return laps + b"and so o" if command == "infer 1 0" else sound(command)

    with Link(board(endless, chatter=b"tick\xff\r\n")) as link:
        lose_patience()
        with pytest.raises(DeviceError) as info:
            link.command("infer 1 0")
    assert "no answer to 'infer 1 0', or no end of it; last came" in str(info.value)
    assert r"'tick\ufffd'" in str(info.value)


def test_fault_of_the_firmware_raises_device_error_at_once(board):
    def fault(command: str) -> bytes:
        return (
            b"\r\ne-[fault: exception 3, pc 8, lr 9]\r\n" if "infer" in command else sound(command)
        )

    with pytest.raises(DeviceError, match=r"stops at 'infer 1 0': e-\[fault: exception 3, pc 8"):
        infer_on_port(board(fault), X[np.newaxis])


def test_outputs_of_different_lengths_raise_device_error(board):
    outputs = iter(["80ff", "80"])

    def shrinking(command: str) -> bytes:
        if command == "output":
            return f"m-output-[{next(outputs)}]\r\nm-ready\r\n".encode()
        return sound(command)

    with pytest.raises(DeviceError, match="an output has 1 bytes, the first had 2"):
        infer_on_port(board(shrinking), np.stack([X, X]))


def test_board_that_stops_answering_raises_device_error_in_time(board, lose_patience):
    def stop(command: str) -> bytes:
        return b"" if command.startswith("db 0") else sound(command)

    with Link(board(stop)) as link:
        link.command("db load 4")
        lose_patience()
        with pytest.raises(DeviceError, match="no answer to 'db 0000"):
            link.command("db 00000000")
