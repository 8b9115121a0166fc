"""Estimates an inference's cycles from the instructions that QEMU executes and published timings;
QEMU models neither pipeline nor wait states."""

import functools
from collections import Counter
from dataclasses import dataclass

import numpy as np

from seedlite.boards.emulator.disassembly import Instruction, disassemble
from seedlite.boards.emulator.timings import Timing, find_timing
from seedlite.boards.emulator.trace import INFERENCE, Trace, trace_inference
from seedlite.boards.toolchain.build import Firmware
from seedlite.errors import SeedliteError

FLASH_LINE = 16  # bytes per flash access


@dataclass(frozen=True)
class Estimate:
    """Estimated cycles of one inference. kinds: instructions by kind. source: the timings'
    publication."""

    instructions: int
    kinds: Counter[str]
    cycles: int
    source: str


@dataclass(frozen=True)
class Block:
    """Consecutive instructions from address `start`."""

    start: int
    instructions: tuple[Instruction, ...]

    @functools.cached_property
    def end(self) -> int:
        return self.start + sum(i.size for i in self.instructions)

    @property
    def last_address(self) -> int:
        return self.end - self.instructions[-1].size


def estimate_cycles(
    firmware: Firmware, inputs: np.ndarray, wait_states: int = 0, entry: str = INFERENCE
) -> Estimate | None:
    """Estimates the inference of the first row of `inputs` by the function `entry`; None if no
    timings of the core are published."""
    timing = find_timing(firmware.board.core)
    if timing is None:
        return None
    trace = trace_inference(firmware, inputs, entry)
    return estimate(disassemble(firmware.elf), trace, timing, wait_states)


def estimate(
    program: dict[int, Instruction], trace: Trace, timing: Timing, wait_states: int = 0
) -> Estimate:
    """Estimates a program's trace, for flash with `wait_states` additional cycles per line."""
    blocks = {start: _block(program, start, end) for start, end in trace.ends.items()}
    kinds: Counter[str] = Counter()
    cycles = 0
    for (start, following), count in trace.steps.items():
        block = blocks[start]
        for instruction in block.instructions:
            kinds[instruction.kind] += count
        cycles += count * step_cycles(timing, block, blocks[following], wait_states)
    return Estimate(kinds.total(), kinds, cycles, timing.source)


def step_cycles(timing: Timing, block: Block, following: Block, wait_states: int = 0) -> int:
    """Returns the cycles of a block, up to the first instruction of the following block."""
    first, last = following.instructions[0], block.instructions[-1]
    overlap = timing.cycles(first, None) - timing.cycles(first, last)
    cycles = block_cycles(timing, block, wait_states) - overlap
    if following.start == block.end:
        waits = following.start % FLASH_LINE == 0
        return cycles + (max(0, wait_states - FLASH_LINE // 4) if waits else 0)
    waits = following.start // FLASH_LINE != block.last_address // FLASH_LINE
    return cycles + timing.taken(last) + (wait_states if waits else 0)


def block_cycles(timing: Timing, block: Block, wait_states: int = 0) -> int:
    """Returns the cycles of a block on its own. Flash prefetches the next line: only the rest of
    its wait states after the last line counts."""
    total, in_line, address = 0, 0, block.start
    before: Instruction | None = None
    for instruction in block.instructions:
        if before is not None and address % FLASH_LINE < before.size and wait_states:
            total, in_line = total + max(0, wait_states - in_line), 0
        cycles = timing.cycles(instruction, before)
        total, in_line = total + cycles, in_line + cycles
        address += instruction.size
        before = instruction
    return total


def _block(program: dict[int, Instruction], start: int, end: int) -> Block:
    found: list[Instruction] = []
    address = start
    while address < end:
        if address not in program:
            raise SeedliteError(f"there is no instruction at {address:#x}, where QEMU has one")
        found.append(program[address])
        address += found[-1].size
    return Block(start, tuple(found))
