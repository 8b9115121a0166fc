"""Disassembles firmware into instructions with the properties that determine their timing."""

import re
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.process import run_process
from seedlite.boards.toolchain.tools import DISASSEMBLER, find_tool
from seedlite.errors import SeedliteError

KINDS = {  # prefixes of mnemonics
    "divide": ("sdiv", "udiv"),
    "multiply": ("mul", "mla", "mls", "smul", "smla", "smml", "smmul", "smuad", "smusd", "smls",
                 "umul", "umla", "umaal", "vml", "vmul", "vqdmul", "vqrdmul"),
    "load": ("ldr", "ldm", "pop", "vld"),
    "store": ("str", "stm", "push", "vst"),
}  # fmt: skip
CONDITION = "(eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|al)?"
BRANCH = re.compile(rf"(b|bl|bx|blx){CONDITION}|cbn?z|tb[bh]|le|letp|wls|wlstp")
LONG = re.compile("[su]mull|[su]mlal|smlsl|umaal")  # products of 64 bits
LISTED = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f ]+)\t(\S+)[ \t]*([^\n@;]*)", re.M)
NAMES = {"sb": 9, "sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15}
REGISTER = re.compile(r"\b(r\d+|sb|sl|fp|ip|sp|lr|pc)\b")


@dataclass(frozen=True)
class Instruction:
    """size: bytes. registers: number that a load or store moves. results: registers that it sets,
    except an address. address: registers of a load's or store's address."""

    size: int
    name: str
    kind: str  # one of KINDS, branch, other
    registers: int = 1
    results: frozenset[int] = frozenset()
    address: frozenset[int] = frozenset()
    writes_back: bool = False  # to the address register
    is_indexed: bool = False  # by a register


def disassemble(elf: Path) -> dict[int, Instruction]:
    """Returns all instructions of a program by address."""
    ended = run_process([find_tool(DISASSEMBLER), "-d", elf])
    if ended.status != 0:
        raise SeedliteError(f"{elf} cannot be disassembled: {ended.output.strip()}")
    return {
        int(address, 16): read_instruction(len(code.replace(" ", "")) // 2, name, operands)
        for address, code, name, operands in LISTED.findall(ended.output)
    }


def read_instruction(size: int, mnemonic: str, operands: str) -> Instruction:
    """Parses one line of objdump."""
    name = mnemonic.split(".")[0]
    kind = kind_of(name)
    if kind not in ("load", "store"):
        return Instruction(size, name, kind, results=_results(name, kind, operands))
    moved, _, place = operands.partition("[")
    if "{" in operands and not place:  # several registers: ldmia r0!, {r1, r2}; push {r4, lr}
        base, _, listed = operands.partition("{")
        moving, address = _expanded(listed), _numbers(base) or frozenset([NAMES["sp"]])
    else:
        moving, address = _numbers(moved), _numbers(place.partition("]")[0])
    return Instruction(
        size,
        name,
        kind,
        max(1, len(moving)),
        moving if kind == "load" else frozenset(),
        address,
        writes_back="!" in operands or bool(re.search(r"\],", operands)),
        is_indexed=len(address) > 1,
    )


def _results(name: str, kind: str, operands: str) -> frozenset[int]:
    """Returns the first operand of an arithmetic instruction, or both results of a long product."""
    if kind == "branch" or name.startswith(("cmp", "cmn", "tst", "teq", "v", "it")):
        return frozenset()
    parts = operands.split(",")
    return _numbers(",".join(parts[: 2 if LONG.match(name) else 1]))


def kind_of(name: str) -> str:
    if BRANCH.fullmatch(name):
        return "branch"
    return next((kind for kind, starts in KINDS.items() if name.startswith(starts)), "other")


def _numbers(text: str) -> frozenset[int]:
    return frozenset(_number(register) for register in REGISTER.findall(text))


def _expanded(listed: str) -> frozenset[int]:
    """Expands a register list such as "r0, r4-r7}"."""
    found: set[int] = set()
    for part in listed.strip("} ").split(","):
        numbers = [_number(register) for register in REGISTER.findall(part)]
        if numbers:
            found |= set(range(numbers[0], numbers[-1] + 1))
    return frozenset(found)


def _number(register: str) -> int:
    return NAMES[register] if register in NAMES else int(register[1:])
