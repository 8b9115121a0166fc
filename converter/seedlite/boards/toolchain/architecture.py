"""The kinds of cores that firmware is built for, and the tools for each."""

from dataclasses import dataclass

from seedlite.boards.toolchain.tools import (
    COMPILER,
    NEWLIB,
    PICOLIBC,
    QEMU,
    RISCV_COMPILER,
    RISCV_QEMU,
    Libc,
    Tool,
    find_libc,
    find_tool,
)
from seedlite.errors import ToolMissingError


@dataclass(frozen=True)
class Architecture:
    """`cores` names them; `proof` is a macro that a compiler for them defines; `emulation`: what
    QEMU is told for any of their boards."""

    cores: str
    proof: str
    compiler: Tool
    libc: Libc
    emulator: Tool
    toolchain_file: str  # in cmake/
    emulation: tuple[str, ...] = ()

    @property
    def missing(self) -> str | None:
        """What is missing to build firmware and to emulate it, and how to get it; None if all is
        there."""
        try:
            find_tool(self.compiler)
            find_libc(self.libc)
            find_tool(self.emulator)
        except ToolMissingError as error:
            return str(error)
        return None


ARM = Architecture(
    cores="Cortex-M cores, such as cortex-m4",
    proof=f"#define __ARM_ARCH_PROFILE {ord('M')}",
    compiler=COMPILER,
    libc=NEWLIB,
    emulator=QEMU,
    toolchain_file="arm-none-eabi.cmake",
)
RISCV = Architecture(
    cores="RISC-V cores of 32 bits, such as rv32imac",
    proof="#define __riscv_xlen 32",
    compiler=RISCV_COMPILER,
    libc=PICOLIBC,
    emulator=RISCV_QEMU,
    toolchain_file="riscv64-unknown-elf.cmake",
    emulation=("-bios", "none"),
)


def architecture_of(core: str) -> Architecture:
    return RISCV if core.startswith("rv") else ARM
