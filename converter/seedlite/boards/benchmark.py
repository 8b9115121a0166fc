"""Measures instructions and sizes of a model on a board."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.boards.board import Board, check_emulated, find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.cycles import estimate_cycles
from seedlite.boards.emulator.qemu import QemuResult, run_on_qemu
from seedlite.boards.multiplications import operator_macs, skipped_macs
from seedlite.boards.toolchain.build import Firmware, build_firmware
from seedlite.boards.toolchain.sizes import Sizes, firmware_sizes, flash_parts
from seedlite.codec import is_centralized
from seedlite.model import Model, lower_bound, operator_name, parse
from seedlite.prepare import deployable, expand
from seedlite.reports import Report

INPUT_SEED = 12345


def lcg_input(count: int) -> np.ndarray:
    """Returns int8 bytes x >> 24 of x = x * 1664525 + 1013904223 mod 2^32, from INPUT_SEED (linear
    congruential generator, Numerical Recipes): the input of all published figures."""
    x, values = INPUT_SEED, np.empty(count, np.uint8)
    for i in range(count):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = x >> 24
    return values.view(np.int8)


def lcg_inputs(file: bytes) -> np.ndarray:
    """Returns `lcg_input` for all inputs of a model, concatenated: int8 [1, bytes]."""
    model = parse(file)
    return lcg_input(sum(model.tensors[t].count for t in model.inputs)).reshape(1, -1)


@dataclass(frozen=True)
class _Measured:
    result: QemuResult
    sizes: Sizes
    parts: dict[str, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Cycles(Report):
    """An estimate `by` published timings, for flash with `wait_states` additional cycles per
    line."""

    count: int
    by: str
    wait_states: int


@dataclass(frozen=True, kw_only=True, eq=False)
class FlashBytes(Report):
    """`parts`: code by purpose."""

    code: int
    model: int
    total: int
    parts: dict[str, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class RamBytes(Report):
    """`state`: values that live between inferences, if there are any; `stack`: the bytes used."""

    arena: int
    scratch: int
    state: int | None = None
    static: int
    stack: int


@dataclass(frozen=True, kw_only=True, eq=False)
class OperatorCost(Report):
    """`regenerating`: instructions beyond the same operator's with its weights stored as int8;
    `skipped_macs`: multiplications with weights that the file marks as zero. None without an
    instruction counter."""

    name: str
    instructions: int | None
    regenerating: int | None
    macs: int
    skipped_macs: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Benchmark(Report):
    """The cost of an inference on a board, and of its start; sums over the `operators`.

    instructions, start_instructions: None without a counter.
    estimated_cycles: None if no timings of the core are published.
    arena_lower_bound: least bytes of any arena plan.
    """

    board: str
    instructions: int | None
    estimated_cycles: Cycles | None
    start_instructions: int | None
    regenerating_instructions: int | None
    macs: int
    skipped_macs: int
    flash_bytes: FlashBytes
    ram_bytes: RamBytes
    arena_lower_bound: int
    operators: list[OperatorCost]


def bench(file: bytes, board_name: str, wait_states: int = 0) -> Benchmark:
    """Measures a model. Cycles are an estimate, for flash with `wait_states` additional cycles per
    line.

    A centralized file is also measured with its weights stored as int8. The difference is the cost
    of regenerating them, which counters in a kernel could not isolate (DESIGN.md, "The cost of
    drawing").
    """
    file = deployable(file)
    model = parse(file)
    board = find_board(board_name)
    check_emulated(board)
    with _firmware(file, board) as firmware:
        measured = _measure(firmware, file)
        cycles = _estimated_cycles(firmware, file, wait_states)
    stored = None
    if is_centralized(model):
        int8 = deployable(expand(file))
        with _firmware(int8, board) as firmware:
            stored = _measure(firmware, int8)
    operators = _operators(file, model, measured, stored)
    sizes, result = measured.sizes, measured.result
    return Benchmark(
        board=board.name,
        instructions=result.instructions[0],
        estimated_cycles=cycles,
        start_instructions=result.start_instructions,
        regenerating_instructions=_total([o.regenerating for o in operators]),
        macs=sum(o.macs for o in operators),
        skipped_macs=sum(o.skipped_macs for o in operators),
        flash_bytes=FlashBytes(
            code=sizes.code,
            model=sizes.model,
            total=sizes.code + sizes.model,
            parts=measured.parts,
        ),
        ram_bytes=RamBytes(
            arena=result.activation_bytes,
            scratch=result.scratch_bytes,
            state=result.state_bytes or None,
            static=sizes.static - result.state_bytes,
            stack=result.stack_bytes,
        ),
        arena_lower_bound=lower_bound(model),
        operators=operators,
    )


def _measure(firmware: Firmware, file: bytes) -> _Measured:
    return _Measured(
        run_on_qemu(firmware, lcg_inputs(file)),
        firmware_sizes(firmware.elf),
        flash_parts(firmware.elf),
    )


def _estimated_cycles(firmware: Firmware, file: bytes, wait_states: int) -> Cycles | None:
    """Returns None if no timings of the core are published."""
    estimate = estimate_cycles(firmware, lcg_inputs(file), wait_states)
    if estimate is None:
        return None
    return Cycles(count=estimate.cycles, by=estimate.source, wait_states=wait_states)


@contextmanager
def _firmware(file: bytes, board: Board) -> Iterator[Firmware]:
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        yield build_firmware(read_program(file), board, Path(folder))


def _operators(
    file: bytes, model: Model, measured: _Measured, stored: _Measured | None
) -> list[OperatorCost]:
    computing = [i for i, o in enumerate(model.operators) if o.computes]
    counts = measured.result.operators
    with_stored = counts if stored is None else stored.result.operators
    skipped = skipped_macs(file, model)
    return [
        OperatorCost(
            name=operator_name(model, index),
            instructions=count,
            regenerating=None if count is None or other is None else count - other,
            macs=operator_macs(model, model.operators[index]),
            skipped_macs=skipped.get(index, 0),
        )
        for index, count, other in zip(computing, counts, with_stored, strict=True)
    ]


def _total(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
