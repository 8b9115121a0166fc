"""Programming boards, as far as software goes: the tools themselves, stand-ins for them, QEMU."""

import contextlib
import json
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.board import find_board, list_boards
from seedlite.boards.doctor import udev_rules
from seedlite.boards.firmware import build
from seedlite.boards.flashing import flash, openocd, process, uf2
from seedlite.boards.serial_line import infer_on_port
from seedlite.boards.toolchain.image import loaded_image
from seedlite.boards.toolchain.target import SECTION, check_target
from seedlite.boards.toolchain.tools import PYOCD, has_tool
from seedlite.errors import BadInputError, DeviceError, ToolMissingError, UsageError
from seedlite.interpreters.host import Runtime
from tests.support.places import DIGITS
from tests.support.serial_line import emulated

pytestmark = [pytest.mark.qemu, pytest.mark.usefixtures("board")]
FLASHED = [board for board in list_boards() if board.flash]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A function: the firmware.elf of a board, with the files beside it."""
    folders: dict[str, Path] = {}

    def built(name: str) -> Path:
        if name not in folders:
            folders[name] = tmp_path_factory.mktemp(name)
            build(DIGITS.read_bytes(), name, folders[name])
        return folders[name] / "firmware.elf"

    return built


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """A function that puts a shell script in a tool's place, and alone on PATH; gives a list of
    the lines with which it was called."""

    def stand_in(program: str, script: str):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        calls = tmp_path / "calls"
        path = folder / program
        path.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n{script}\n')
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        return lambda: calls.read_text().splitlines()

    return stand_in


def probes(*numbers: str) -> str:
    boards = [{"unique_id": number, "info": f"Probe {number}"} for number in numbers]
    return f"[ $1 != json ] || echo '{json.dumps({'boards': boards})}'"


# UF2


def test_uf2_blocks_are_those_of_the_format(built):
    elf = built("rpi-pico")
    base, image = loaded_image(elf)
    data = elf.with_suffix(".uf2").read_bytes()
    assert base == 0x10000000
    assert len(data) == 512 * -(-len(image) // 256)
    found = b""
    for number in range(len(data) // 512):
        block = data[512 * number : 512 * (number + 1)]
        head = struct.unpack_from("<8I", block)
        address, count = base + 256 * number, len(data) // 512
        assert head[:4] == (0x0A324655, 0x9E5D5157, 0x2000, address)
        assert head[4:] == (256, number, count, 0xE48BFF56)
        assert block[508:] == bytes.fromhex("306fb10a")
        assert not any(block[32 + 256 : 508])
        found += block[32 : 32 + 256]
    assert found[: len(image)] == image
    assert not any(found[len(image) :])


@pytest.fixture
def volume(monkeypatch, tmp_path) -> Path:
    """The volume of a boot loader, as it is mounted."""
    folder = tmp_path / "media" / "RPI-RP2"
    folder.mkdir(parents=True)
    (folder / "INFO_UF2.TXT").write_text("UF2 Bootloader\n")
    monkeypatch.setattr(uf2, "MOUNTS", (f"{tmp_path}/media/*",))
    return folder


def test_flash_uf2_copies_to_the_volume_and_is_chosen_by_itself(built, volume):
    elf = built("rpi-pico")
    done = flash(elf, find_board("rpi-pico"))
    assert (done.tool, done.through) == ("uf2", str(volume))
    assert (volume / "firmware.uf2").read_bytes() == elf.with_suffix(".uf2").read_bytes()


def test_flash_uf2_without_volume_raises_device_error_with_advice(built, volume):
    shutil.rmtree(volume)
    with pytest.raises(DeviceError, match=r"found: none; hold BOOTSEL"):
        flash(built("rpi-pico"), find_board("rpi-pico"), "uf2")


def test_flash_uf2_two_volumes_one_must_be_chosen(built, volume):
    other = volume.with_name("OTHER")
    shutil.copytree(volume, other)
    with pytest.raises(DeviceError, match="OTHER"):
        flash(built("rpi-pico"), find_board("rpi-pico"), "uf2")
    assert flash(built("rpi-pico"), find_board("rpi-pico"), "uf2", "OTHER").through == str(other)


def test_flash_uf2_file_itself_is_copied(built, volume):
    path = built("rpi-pico").with_suffix(".uf2")
    assert flash(path, find_board("rpi-pico")).tool == "uf2"
    assert (volume / "firmware.uf2").read_bytes() == path.read_bytes()


def changed(data: bytes, place: int, value: int) -> bytes:
    """A word of the second block of a .uf2 changed."""
    return data[: 512 + place] + struct.pack("<I", value) + data[512 + place + 4 :]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[:-1], "no number of blocks of 512"),
        (lambda data: b"", "no number of blocks"),
        (lambda data: data[:-512], r"is cut off: block \d+ is missing"),
        (lambda data: data[512:], "is cut off: block 0 is missing"),
        (lambda data: changed(data, 508, 0), "block 1 does not begin and end as UF2 does"),
        (lambda data: changed(data, 12, 0x20000000), None),
        (
            lambda data: changed(data, 12, 0x0),
            r"takes 0x0 \.\.\. 0xff; rpi-pico has BOOT2",
        ),
        (
            lambda data: changed(data, 28, 0xADA52840),
            "is for UF2 family 0xada52840, rpi-pico",
        ),
        (lambda data: changed(data, 16, 477), "block 1 is number 1 of"),
    ],
)
def test_flash_uf2_file_that_is_damaged_or_for_another_board_is_refused(
    built, volume, tmp_path, change, words
):
    path = tmp_path / "other.uf2"
    path.write_bytes(change(built("rpi-pico").with_suffix(".uf2").read_bytes()))
    if words is None:  # an image for RAM is one too
        flash(path, find_board("rpi-pico"))
        return
    with pytest.raises(BadInputError, match=words):
        flash(path, find_board("rpi-pico"))
    assert [entry.name for entry in volume.iterdir()] == ["INFO_UF2.TXT"]


def test_flash_uf2_file_to_a_board_or_tool_that_takes_none_raises_usage_error(built, volume):
    path = built("rpi-pico").with_suffix(".uf2")
    with pytest.raises(UsageError, match="microbit has no UF2 boot loader"):
        flash(path, find_board("microbit"))
    with pytest.raises(UsageError, match="only a UF2 boot loader takes"):
        flash(path, find_board("rpi-pico"), "pyocd")


def test_flash_uf2_board_without_boot_loader_raises_usage_error(built):
    with pytest.raises(UsageError, match="no UF2 boot loader"):
        flash(built("nucleo-f446re"), find_board("nucleo-f446re"), "uf2")


# pyOCD


@pytest.mark.skipif(not has_tool(PYOCD), reason="no pyOCD")
def test_flash_pyocd_itself_without_probe_raises_device_error(built):
    with pytest.raises(DeviceError, match=r"no probe found for microbit.*emit-udev"):
        flash(built("microbit"), find_board("microbit"), "pyocd")


def test_flash_pyocd_programs_compares_and_names_the_probe(built, stand_in):
    calls = stand_in("pyocd", probes("abc123"))
    elf = built("microbit")
    assert flash(elf, find_board("microbit"), "pyocd").through == "Probe abc123 (abc123)"
    _, load, compare = calls()
    assert load == f"load --no-wait --uid abc123 --target nrf51822 {elf}"
    size = len(elf.with_suffix(".bin").read_bytes())
    assert f"-c compare 0x0 {size} {elf.with_suffix('.bin')}" in compare


def test_flash_pyocd_flash_that_differs_raises_device_error(built, stand_in):
    script = probes("abc123") + "\n[ $1 = commander ] && echo 'Mismatch at 0x00000010'; true"
    stand_in("pyocd", script)
    with pytest.raises(DeviceError, match="flash differs"):
        flash(built("microbit"), find_board("microbit"), "pyocd")


def test_flash_pyocd_two_probes_one_must_be_chosen(built, stand_in):
    calls = stand_in("pyocd", probes("abc123", "def456"))
    with pytest.raises(DeviceError, match=r"`probe`: abc123: Probe abc123; def456"):
        flash(built("microbit"), find_board("microbit"), "pyocd")
    with pytest.raises(DeviceError, match="probe xyz is not there"):
        flash(built("microbit"), find_board("microbit"), "pyocd", "xyz")
    assert flash(built("microbit"), find_board("microbit"), "pyocd", "DEF").tool == "pyocd"
    assert "--uid def456" in calls()[-1]


def test_flash_tool_that_fails_raises_device_error_with_its_words(built, stand_in):
    stand_in(
        "pyocd", probes("abc123") + "\n[ $1 = json ] || { echo 'Target not recognized'; exit 1; }"
    )
    with pytest.raises(DeviceError, match=r"pyOCD failed: Target not recognized"):
        flash(built("microbit"), find_board("microbit"), "pyocd")


def test_flash_tool_that_hangs_raises_device_error_in_time(built, stand_in, monkeypatch):
    monkeypatch.setattr(openocd, "PROGRAM_SECONDS", 0.5)
    stand_in("openocd", "exec sleep 100")
    with pytest.raises(DeviceError, match=r"not done after 0\.5 s"):
        flash(built("microbit"), find_board("microbit"), "openocd")
    assert process.PROGRAM_SECONDS < 600


# OpenOCD


@pytest.mark.skipif(not shutil.which("openocd"), reason="no OpenOCD")
@pytest.mark.parametrize("board", FLASHED, ids=lambda board: board.name)
def test_openocd_itself_knows_every_boards_scripts(board):
    command = ["openocd", *board.flash.openocd_arguments, "-c", "shutdown"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_flash_openocd_must_verify(built, stand_in):
    elf, board = built("nucleo-f446re"), find_board("nucleo-f446re")
    calls = stand_in("openocd", "echo '** Verified OK **'")
    assert flash(elf, board, "openocd", "1234").through == "1234"
    (call,) = calls()
    assert call.startswith("-f board/st_nucleo_f4.cfg -c adapter serial 1234")
    assert call.endswith(f"-c program {{{elf}}} verify reset exit")
    stand_in("openocd", "echo 'something else'")
    with pytest.raises(DeviceError, match="did not verify"):
        flash(elf, board, "openocd")


@pytest.mark.skipif(not shutil.which("openocd"), reason="no OpenOCD")
def test_flash_openocd_itself_without_probe_raises_device_error(built):
    with pytest.raises(DeviceError, match="OpenOCD failed"):
        flash(built("microbit"), find_board("microbit"), "openocd")


# GDB


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return one.getsockname()[1]


@pytest.mark.skipif(not shutil.which("gdb-multiarch"), reason="no gdb-multiarch")
@pytest.mark.parametrize("name", ["mps2-an386", "stm32vldiscovery", "microbit"])
def test_flash_gdb_into_an_empty_machine_then_infers_over_serial(built, name):
    server = f"localhost:{free_port()}"
    x = np.random.default_rng(9).integers(-128, 128, (2, 64)).astype(np.int8)
    with emulated(None, find_board(name), "-S", "-gdb", f"tcp:{server}") as port:
        done = flash(built(name), find_board(name), server=server)
        assert (done.tool, done.through) == ("gdb", server)
        assert np.array_equal(infer_on_port(port, x), Runtime(DIGITS)(x))


@pytest.mark.skipif(not shutil.which("gdb-multiarch"), reason="no gdb-multiarch")
def test_flash_gdb_without_server_raises_device_error(built):
    with pytest.raises(DeviceError, match="localhost"):
        flash(built("microbit"), find_board("microbit"), server=f"localhost:{free_port()}")


# Choice and input


def test_flash_without_any_tool_raises_tool_missing_with_remedy(built, monkeypatch, tmp_path):
    elf = built("nucleo-f446re")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ToolMissingError, match=r"pip install 'seedlite\[flash\]'"):
        flash(elf, find_board("nucleo-f446re"))


def test_flash_unknown_tool_raises_usage_error_naming_the_known(built):
    with pytest.raises(UsageError, match="pyocd, openocd, uf2, gdb"):
        flash(built("microbit"), find_board("microbit"), "jlink")


def test_flash_board_of_the_emulator_raises_usage_error(built):
    with pytest.raises(UsageError, match="exists in QEMU only"):
        flash(built("mps2-an386"), find_board("mps2-an386"), "pyocd")


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"no program", b":020000040000FA\r\n"])
def test_flash_no_program_raises_bad_input(content, tmp_path):
    path = tmp_path / "firmware.elf"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"give the firmware\.elf"):
        flash(path, find_board("microbit"), "pyocd")


def test_flash_damaged_program_raises_bad_input_or_is_one(built, tmp_path):
    """Cut off anywhere, or with a byte changed in its headers: never a traceback."""
    data, path = built("microbit").read_bytes(), tmp_path / "firmware.elf"
    rng = np.random.default_rng(0)
    for _ in range(150):
        damaged = bytearray(data[: rng.integers(0, len(data))] if rng.random() < 0.5 else data)
        if damaged:
            ends = rng.choice([min(len(damaged), 84), len(damaged)])
            at = rng.integers(0, ends) if rng.random() < 0.5 else len(damaged) - 1 - ends // 50
            damaged[at] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        with contextlib.suppress(BadInputError):
            check_target(path, find_board("microbit"))


def test_flash_firmware_of_another_board_is_refused_whatever_the_tool(built):
    for name, other in (("microbit", "nrf52840-dk"), ("nucleo-f446re", "nucleo-f401re")):
        for tool in (None, "pyocd", "openocd", "uf2", "gdb"):
            with pytest.raises(BadInputError, match=f"built for board {name}, not {other}"):
                flash(built(name), find_board(other), tool, server="localhost:1")


@pytest.fixture
def unmarked(built, tmp_path):
    """A function: the firmware.elf of a board, as somebody else's tools would have made it."""

    def unmarked(name: str) -> Path:
        path = tmp_path / "theirs.elf"
        command = ["arm-none-eabi-objcopy", "-R", SECTION, built(name), path]
        subprocess.run(command, check=True)
        return path

    return unmarked


@pytest.mark.parametrize(
    ("name", "other", "words"),
    [
        ("nrf52840-dk", "microbit", r"code for ARMv7E-M; microbit \(cortex-m0\) runs ARMv6-M"),
        ("mps3-an547", "mps2-an505", r"code for ARMv8\.1-M; mps2-an505 \(cortex-m33\)"),
        ("microbit", "nucleo-f446re", r"takes 0x0 \.\.\. 0x[0-9a-f]+; nucleo-f446re has FLASH 0x8"),
        ("netduinoplus2", "stm32vldiscovery", "code for ARMv7E-M"),
    ],
)
def test_flash_foreign_firmware_that_cannot_run_is_refused(unmarked, name, other, words):
    with pytest.raises(BadInputError, match=words):
        flash(unmarked(name), find_board(other), "pyocd")


def test_flash_foreign_firmware_that_can_run_is_taken(unmarked, stand_in):
    stand_in("pyocd", probes("abc123"))
    assert flash(unmarked("microbit"), find_board("nrf52840-dk"), "pyocd").tool == "pyocd"


def test_flash_of_a_linux_program_for_arm_is_refused(built, tmp_path):
    """Another profile: no Cortex-M."""
    source = tmp_path / "a.c"
    source.write_text("void reset_handler(void) {}\n")
    elf = tmp_path / "a.elf"
    options = ["-mcpu=cortex-a9", "-marm", "-nostdlib", "-Wl,-Ttext=0", "-Wl,-e,reset_handler"]
    subprocess.run(["arm-none-eabi-gcc", *options, source, "-o", elf], check=True)
    with pytest.raises(BadInputError, match="another kind of core"):
        flash(elf, find_board("microbit"), "pyocd")


def test_udev_rules_name_every_boards_probe():
    rules = udev_rules()
    for board in FLASHED:
        if board.flash.usb:
            vendor, product = board.flash.usb.split(":")
            assert f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"' in rules
            assert board.title in rules
