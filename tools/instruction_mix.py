"""What kinds of instructions firmware executes, one by one, in QEMU, and how many cycles they would
take on a Cortex-M4 by its published timings: an estimate, since QEMU has no pipeline."""

import itertools
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from elftools.elf.elffile import ELFFile

from seedlite.firmware.build import Firmware
from seedlite.firmware.toolchain import QEMU, find_tool

KINDS = {  # beginnings of mnemonics
    "multiply": ("mul", "mla", "mls", "smul", "smla", "smml", "smmul", "umul", "umla", "smuad"),
    "load": ("ldr", "ldm", "pop"),
    "store": ("str", "stm", "push"),
    "branch": ("b", "bl", "bx", "blx", "cbz", "cbnz", "tbb", "tbh"),
    "divide": ("sdiv", "udiv"),
}
CONDITIONS = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|al"
BRANCH = re.compile(rf"(b|bl|bx|blx)({CONDITIONS})?$")
REFILL = 2  # cycles after a taken branch: 1 to 3 (Cortex-M4 TRM, table 3-1: P)
DIVISION = 7  # 2 to 12


class Instruction:
    """One line of a disassembly."""

    def __init__(self, size: int, mnemonic: str, operands: str):
        self.size, self.kind = size, kind_of(mnemonic)
        several = mnemonic.startswith(("ldm", "stm", "push", "pop", "ldrd", "strd"))
        listed = operands[operands.find("{") :] if "{" in operands else ""
        self.registers = 1
        if several:
            self.registers = count_registers(listed) if listed else 2

    def cycles(self, after_access: bool, taken: bool) -> int:
        """after_access: follows a load or store, with which it is pipelined."""
        if self.kind == "load":
            own = self.registers + (0 if after_access and self.registers == 1 else 1)
        elif self.kind == "store":
            own = 1 if self.registers == 1 else 1 + self.registers
        else:
            own = DIVISION if self.kind == "divide" else 1
        return own + (REFILL if taken else 0)


def kind_of(mnemonic: str) -> str:
    name = mnemonic.split(".")[0]
    if BRANCH.match(name) or name in KINDS["branch"]:
        return "branch"
    for kind in ("divide", "multiply", "load", "store"):
        if name.startswith(KINDS[kind]):
            return kind
    return "other"


def count_registers(listed: str) -> int:
    """Of "{r0, r4-r7}"."""
    count = 0
    for part in listed.strip("{} ").split(","):
        first, _, last = part.strip().partition("-")
        count += 1 if not last else number(last) - number(first) + 1
    return count


def number(register: str) -> int:
    names = {"fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15, "sl": 10, "r9": 9}
    return names[register] if register in names else int(register[1:])


def instruction_mix(firmware: Firmware, data: bytes, count: int) -> tuple[Counter[str], int]:
    """The `count` instructions of the first inference by kind, and cycles."""
    program = disassembled(firmware.elf)
    mix: Counter[str] = Counter()
    cycles, accessed = 0, False
    steps = executed(firmware, data)
    for pc, following in itertools.islice(itertools.pairwise(steps), count):
        instruction = program[pc]
        jumps = instruction.kind in ("branch", "load") and following != pc + instruction.size
        mix[instruction.kind] += 1
        cycles += instruction.cycles(accessed, jumps)
        accessed = instruction.kind in ("load", "store")
    return mix, cycles


def disassembled(elf: Path) -> dict[int, Instruction]:
    listing = subprocess.run(
        ["arm-none-eabi-objdump", "-d", "-j", ".text", "--no-show-raw-insn", elf],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    lines = re.findall(r"^\s*([0-9a-f]+):\t(\S+)\s*(.*)$", listing, re.M)
    addresses = [int(address, 16) for address, _, _ in lines]
    sizes = [b - a for a, b in zip(addresses, [*addresses[1:], addresses[-1] + 2], strict=True)]
    rows = zip(addresses, sizes, lines, strict=True)
    return {at: Instruction(min(size, 4), line[1], line[2]) for at, size, line in rows}


def executed(firmware: Firmware, data: bytes) -> Iterator[int]:
    """Addresses of the runtime's instructions in order, from the beginning of the inference."""
    begin, size, entry = runtime_code(firmware.elf)
    assert firmware.board.emulation is not None
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        (Path(folder) / "input.bin").write_bytes(data)
        command = [
            str(find_tool(QEMU)), "-machine", firmware.board.emulation.machine,
            "-display", "none", "-monitor", "none", "-serial", "none",
            "-semihosting-config", "enable=on,target=native",
            "-singlestep", "-d", "exec,nochain", "-dfilter", f"{begin:#x}+{size:#x}",
            "-kernel", str(firmware.elf.resolve()),
        ]  # fmt: skip
        with subprocess.Popen(
            command, cwd=folder, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stderr is not None
            found = (int(line.split("/", 2)[1], 16) for line in process.stderr if "Trace" in line)
            yield from itertools.dropwhile(lambda pc: pc != entry, found)


def runtime_code(elf: Path) -> tuple[int, int, int]:
    """Where it begins, its bytes, and where an inference begins; what it calls follows it."""
    with open(elf, "rb") as file:
        image = ELFFile(file)
        text = image.get_section_by_name(".text")
        table = image.get_section_by_name(".symtab")
        addresses = {s.name: s["st_value"] & ~1 for s in table.iter_symbols()}
    begin = min(at for name, at in addresses.items() if name.startswith("sl_"))
    return begin, text["sh_addr"] + text["sh_size"] - begin, addresses["sl_invoke"]
