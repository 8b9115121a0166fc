"""Firmware for boards: found, built, sized, and run in the emulator."""

from seedlite.firmware.boards import Board, find_board, list_boards
from seedlite.firmware.build import Firmware, build_firmware, build_loader
from seedlite.firmware.qemu import QemuResult, run_on_qemu
from seedlite.firmware.sizes import Sizes, Symbol, firmware_sizes, firmware_symbols

__all__ = [
    "Board",
    "Firmware",
    "QemuResult",
    "Sizes",
    "Symbol",
    "build_firmware",
    "build_loader",
    "find_board",
    "firmware_sizes",
    "firmware_symbols",
    "list_boards",
    "run_on_qemu",
]
