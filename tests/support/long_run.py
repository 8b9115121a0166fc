"""Runs many inferences with good and bad commands, on this machine and on an emulated board."""

import json
import random
import socket
from pathlib import Path

import numpy as np
from elftools.elf.elffile import ELFFile

from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.serial_line import Link
from seedlite.boards.toolchain.build import build_firmware
from seedlite.interpreters.host import Runtime
from tests.support.hostile_drivers import ROOT, run_driver
from tests.support.serial_line import emulated

MODEL = ROOT / "tests/golden/models/digits-seeded2.tflite"
BOARD = "mps2-an386"
STACK_PATTERN = 0x57ACC0DE  # the firmware fills its stack with it at reset
INPUTS, INPUT_BYTES = 16, 64
BAD_COMMANDS = (
    b"\xff\x00na%",
    b"x" * 300 + b"%",
    b"db load%",
    b"db load 9999999999%",
    b"db zz%",
    b"infer 1 0%",
    b"infer 0 0%",
    b"%",
)


def on_host(rounds: int, timeout: float = 3600) -> tuple[int, int, int, int]:
    """Runs with the address and undefined-behaviour sanitizers. Returns inferences, refused models,
    and bytes of heap before and after; raises AssertionError on a finding or another output."""
    (line,) = run_driver("long_run", MODEL, str(rounds), timeout=timeout)
    inferences, refused, before, after = map(int, line.split())
    return inferences, refused, before, after


def over_serial(rounds: int, folder: Path) -> tuple[int, int, int]:
    """Runs on the emulated board. Returns the bad commands sent, and the most bytes of stack used
    after each input and bad command was sent once, and at the end. Raises AssertionError on another
    output or answer."""
    program = read_program(MODEL.read_bytes(), MODEL.name)
    board = find_board(BOARD)
    elf = build_firmware(program, board, folder, "serial").elf
    monitor = folder / "monitor"
    with (
        emulated(elf, board, "-qmp", f"unix:{monitor},server=on,wait=off") as port,
        Link(port) as link,
    ):
        bad = _converse(link, 2 * INPUTS, chance=None)
        first = stack_mark(elf, monitor, folder)
        bad += _converse(link, rounds - 2 * INPUTS, random.Random(7))
        return bad, first, stack_mark(elf, monitor, folder)


def _converse(link: Link, rounds: int, chance: random.Random | None) -> int:
    """Runs inferences with bad commands between them, all in turn or (`chance`) at random; returns
    the number of bad ones."""
    x = np.random.default_rng(1).integers(-128, 128, (INPUTS, INPUT_BYTES)).astype(np.int8)
    truth = np.asarray(Runtime(MODEL)(x))
    bad = 0
    for i in range(rounds):
        number = chance.randrange(INPUTS) if chance else i % INPUTS
        assert np.array_equal(link.infer(x[number]), truth[number])
        if chance is None or chance.random() < 0.5:
            command = chance.choice(BAD_COMMANDS) if chance else BAD_COMMANDS[i % len(BAD_COMMANDS)]
            _refuse(link, command)
            bad += 1
    return bad


def _refuse(link: Link, command: bytes) -> None:
    link._port.write(command)
    answer = [link._line(1e12, "a bad command") for _ in range(2)]
    assert answer[0].startswith("e-["), answer
    assert answer[1] == "m-ready", answer


def stack_mark(elf: Path, monitor: Path, folder: Path) -> int:
    """Returns the most bytes of stack used, as firmware/common/stack.c finds them."""
    with elf.open("rb") as file:
        symbols = ELFFile(file).get_section_by_name(".symtab")
        ends = [symbols.get_symbol_by_name(f"stack_{end}")[0] for end in ("bottom", "top")]
    bottom, top = (symbol["st_value"] for symbol in ends)
    dump = folder / "stack.bin"
    _save_memory(monitor, bottom, top - bottom, dump)
    words = np.frombuffer(dump.read_bytes(), "<u4")
    assert words[0] == STACK_PATTERN, "the stack has no room left"
    return 4 * (words.size - int(np.flatnonzero(words != STACK_PATTERN)[0]))


def _save_memory(monitor: Path, address: int, size: int, path: Path) -> None:
    """Saves memory by QEMU's machine protocol: JSON lines, each command with a reply."""
    save = {"val": address, "size": size, "filename": str(path)}
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(30)
        line.connect(str(monitor))
        replies = line.makefile("r")
        assert "QMP" in json.loads(replies.readline())
        for command in (
            {"execute": "qmp_capabilities"},
            {"execute": "pmemsave", "arguments": save},
        ):
            line.sendall(json.dumps(command).encode() + b"\n")
            reply = json.loads(replies.readline())
            assert "return" in reply, reply
