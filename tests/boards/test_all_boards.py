"""Every board's firmware builds without warnings; every emulated board gives TFLM's bytes."""

from pathlib import Path

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from seedlite.boards.board import find_board, list_boards
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import build_firmware
from seedlite.compress.pipeline import convert
from seedlite.errors import DoesNotFitError
from seedlite.interpreters.host import Runtime
from tests.support import ops
from tests.support.boards import ONE_OF_EACH_KIND, boards_where
from tests.support.builders import planned
from tests.support.comparing import rows_of_tflm
from tests.support.places import DIGITS

pytestmark = pytest.mark.qemu
MOBILE_DIGITS = DIGITS.with_name("mobile_digits-seeded3-all.tflite")
BOARDS = boards_where(fast=ONE_OF_EACH_KIND)
EMULATED = boards_where(lambda board: board.emulation, ONE_OF_EACH_KIND)
RNG = np.random.default_rng(3)


def noise(count: int, file: bytes) -> np.ndarray:
    size = sum(port.bytes for port in Runtime(file).inputs)
    return RNG.integers(-128, 128, (count, size), np.int8)


def check_outputs(file: bytes, board_name: str, folder: Path) -> None:
    inputs = noise(2, file)
    firmware = build_firmware(read_program(file), find_board(board_name), folder)
    assert np.array_equal(run_on_qemu(firmware, inputs).outputs, rows_of_tflm(file, inputs))


def test_boards_are_those_to_emulate_and_to_buy():
    emulated = {
        "mps2-an385": "cortex-m3",
        "mps2-an385-m0": "cortex-m0",
        "mps2-an386": "cortex-m4",
        "mps2-an500": "cortex-m7",
        "mps2-an505": "cortex-m33",
        "mps2-an521": "cortex-m33+nodsp",
        "mps3-an547": "cortex-m55",
        "netduinoplus2": "cortex-m4",
        "stm32vldiscovery": "cortex-m3",
        "microbit": "cortex-m0",
        "riscv-virt": "rv32imac",
    }
    bought = {"nucleo-f446re", "nucleo-f401re", "nucleo-l4r5zi", "nrf52840-dk", "rpi-pico"}
    assert {board.name: board.core for board in list_boards() if board.emulation} == emulated
    assert {board.name for board in list_boards()} == set(emulated) | bought


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("name", BOARDS)
def test_firmware_every_board_builds_without_warnings(name, tmp_path):
    """Warnings are errors, of the compiler and of the linker."""
    program = read_program(DIGITS.read_bytes())
    for app in ("serial", "semihosting"):
        build_firmware(program, find_board(name), tmp_path, app)


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("name", EMULATED)
def test_network_every_emulated_board_equals_tflm(name, tmp_path):
    check_outputs(DIGITS.read_bytes(), name, tmp_path)


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("name", boards_where(lambda board: board.name in ONE_OF_EACH_KIND))
def test_depthwise_network_every_kind_of_core_equals_tflm(name, tmp_path):
    check_outputs(MOBILE_DIGITS.read_bytes(), name, tmp_path)


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(
    ("name", "board_name", "flash_bytes", "ram_bytes"),
    [
        ("ic_resnet8", "netduinoplus2", 1 << 20, 128 << 10),
        ("ad_autoencoder", "stm32vldiscovery", 128 << 10, 8 << 10),
        ("ic_resnet8", "mps2-an385-m0", 4 << 20, 4 << 20),
        ("ad_autoencoder", "mps2-an385-m0", 4 << 20, 4 << 20),
    ],
)
def test_reference_model_at_2_bits_fits_and_equals_tflm(
    name, board_name, flash_bytes, ram_bytes, shared, tmp_path
):
    file = convert(shared / "models" / f"{name}_int8.tflite", bits=2).file
    board = find_board(board_name)
    assert (board.flash_bytes, board.ram_bytes) == (flash_bytes, ram_bytes)
    check_outputs(file, board_name, tmp_path)


@pytest.mark.usefixtures("board")
def test_build_network_beyond_ram_names_the_largest_layers(tmp_path):
    side = 64
    file = planned(ops.relu6(ops.Int8((1, side, side, 2), 0.1, -128)))
    with pytest.raises(DoesNotFitError, match=r"RAM \(8192.*most RAM, .*: 0 RELU6 8,192"):
        build_firmware(read_program(file), find_board("stm32vldiscovery"), tmp_path)


def crc32(data: bytes) -> int:
    """As the RP2040's boot ROM takes it: polynomial 04C11DB7, start FFFFFFFF, not reflected."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc >> 31 else 0)) & 0xFFFFFFFF
    return crc


@pytest.mark.usefixtures("board")
def test_rp2040_second_boot_stage_has_the_crc_that_the_boot_rom_checks(tmp_path):
    firmware = build_firmware(read_program(DIGITS.read_bytes()), find_board("rpi-pico"), tmp_path)
    image = firmware.bin.read_bytes()
    assert crc32(image[:252]) == int.from_bytes(image[252:256], "little")
    with open(firmware.elf, "rb") as file:
        (vectors,) = [s for s in ELFFile(file).iter_sections() if s.name == ".vectors"]
        assert vectors["sh_addr"] == 0x10000100  # where the second stage jumps to
