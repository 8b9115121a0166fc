"""Builds examples/wake_word for an emulated board, and runs it on sounds."""

import functools
import re
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import seedlite
from seedlite.boards.board import find_board
from seedlite.boards.emulator.qemu import qemu_command
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

EXAMPLE = ROOT / "examples" / "wake_word"
STORED = ROOT / "models" / "wake.tflite"
HEARD = re.compile(r"^([\d.]+) s: heard$", re.MULTILINE)


@functools.cache
def network() -> bytes:
    """Returns the stored network at 4 bits a weight."""
    return seedlite.convert(STORED, bits=4).file


@functools.cache
def wake_word_firmware(board: str) -> bytes:
    """Returns the ELF."""
    toolchain = ROOT / "cmake" / "arm-none-eabi.cmake"
    with tempfile.TemporaryDirectory() as name:
        library, build = Path(name) / "library", Path(name) / "build"
        seedlite.export(network(), library, format="cmake", names=["wake"], front_end=True)
        options = (f"-DBOARD={board}", f"-DWAKE_LIBRARY={library}")
        for command in (
            [
                "cmake",
                f"-S{EXAMPLE}",
                f"-B{build}",
                f"-DCMAKE_TOOLCHAIN_FILE={toolchain}",
                *options,
            ],
            ["cmake", "--build", build],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        return (build / "wake_word.elf").read_bytes()


def listen_on_board(board: str, wav: bytes | None, folder: Path) -> tuple[int, str]:
    """Returns exit status and text of the firmware on sound.wav; None: there is no such file."""
    elf = folder / "wake_word.elf"
    elf.write_bytes(wake_word_firmware(board))
    if wav is not None:
        (folder / "sound.wav").write_bytes(wav)
    command = qemu_command(elf, find_board(board), ["-icount", "shift=6"])
    assert shutil.which(command[0])
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.returncode, done.stdout + done.stderr


def heard_at(text: str) -> list[float]:
    """Returns the seconds at which the firmware says that it heard the word."""
    return [float(seconds) for seconds in HEARD.findall(text)]


def chunk(name: bytes, data: bytes, length: int | None = None) -> bytes:
    """Returns a chunk of a .wav file, whose length may be said wrongly."""
    said = len(data) if length is None else length
    return name + struct.pack("<I", said) + data + bytes(len(data) % 2)


def wav_format(kind: int = 1, channels: int = 1, rate: int = 16000, bits: int = 16) -> bytes:
    frame = channels * bits // 8
    return chunk(b"fmt ", struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits))


def riff(*chunks: bytes) -> bytes:
    return chunk(b"RIFF", b"WAVE" + b"".join(chunks))


def wav(sound: np.ndarray) -> bytes:
    return riff(wav_format(), chunk(b"data", sound.astype("<i2").tobytes()))
