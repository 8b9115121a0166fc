import pytest

from seedlite.boards.benchmark import bench, lcg_input
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.cycles import Block, block_cycles, estimate_cycles, step_cycles
from seedlite.boards.emulator.disassembly import read_instruction
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.emulator.timings import find_timing
from seedlite.boards.toolchain.build import build_firmware
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model

M0, M4 = find_timing("cortex-m0"), find_timing("cortex-m4")
INPUTS, OUTPUTS = 40, 16


def block(*lines: str, start: int = 0, size: int = 4) -> Block:
    """Lines: mnemonic, blank, operands."""
    split = [line.partition(" ") for line in lines]
    return Block(start, tuple(read_instruction(size, name, rest) for name, _, rest in split))


@pytest.mark.parametrize(
    ("lines", "cycles"),
    [
        (["add r0, r1, r2", "smlad r3, r0, r1, r3"], 2),
        (["ldr r0, [r1, #0]"], 2),
        (["ldr r0, [r1, #0]", "ldr r2, [r3, #4]", "ldr r4, [r3, #8]"], 4),
        (["ldr r0, [r1, #0]", "ldr r2, [r0, #4]"], 4),  # the address is what was loaded
        (["ldr r0, [r1, r2]", "str r0, [r3, #20]"], 3),
        (["str r0, [r1, #0]"], 1),
        (["str r0, [r1, r2]"], 2),
        (["str r0, [r1, #0]", "ldr r2, [r3, #0]"], 3),  # nothing overlaps a store before it
        (["ldr r0, [r1], #4", "ldr r2, [r3], #4"], 4),  # nor what writes its address back
        (["add r1, r2, r3", "ldr r0, [r1, #0]"], 4),  # the address has just been computed
        (["cmp r1, r2", "ldr r0, [r1, #0]"], 3),
        (["ldmia.w r0!, {r1, r2, r4-r6}"], 6),
        (["ldrd r0, r1, [r2, #8]", "ldr r3, [r4, #0]"], 5),
        (["push {r4, lr}"], 3),
        (["sdiv r0, r1, r2"], 7),
        (["smull r0, r1, r2, r3"], 1),
    ],
)
def test_block_of_known_instructions_takes_published_cycles_on_m4(lines, cycles):
    assert block_cycles(M4, block(*lines)) == cycles


@pytest.mark.parametrize(
    ("lines", "cycles"),
    [
        (["ldr r0, [r1, #0]", "ldr r2, [r3, #4]"], 4),
        (["str r0, [r1, #0]"], 2),
        (["ldmia r0!, {r1, r2}"], 3),
        (["muls r0, r1"], 1),
    ],
)
def test_block_of_known_instructions_takes_published_cycles_on_m0(lines, cycles):
    assert block_cycles(M0, block(*lines, size=2)) == cycles


def test_taken_branch_refills_the_pipeline():
    loop = block("subs r0, #1", "bne.n 0", size=2)
    assert step_cycles(M4, loop, loop) == 1 + 1 + 2
    assert step_cycles(M4, loop, block("movs r0, #0", start=loop.end)) == 1 + 1
    leave = block("pop {r4, pc}", size=2)
    assert step_cycles(M0, leave, block("movs r0, #0", start=64)) == 4 + 2


def test_loads_overlap_across_blocks():
    first, second = block("nop", "ldr r0, [r1, #0]"), block("ldr r2, [r3, #0]", start=8)
    assert step_cycles(M4, first, second) == 1 + 2 - 1


def test_wait_states_delay_jumps_to_other_lines_and_short_lines():
    jump, near, far = (block("b.n 0", start=start, size=2) for start in (0, 4, 32))
    assert step_cycles(M4, jump, near, wait_states=5) == 1 + 2
    assert step_cycles(M4, jump, far, wait_states=5) == 1 + 2 + 5
    line = block(*["nop"] * 5)  # 4 instructions a line hide 4 wait states
    assert block_cycles(M4, line, wait_states=4) == 5
    assert block_cycles(M4, line, wait_states=6) == 5 + 2


@pytest.mark.qemu
@pytest.mark.parametrize("board", ["mps2-an386", "mps2-an385-m0", "mps2-an505"], indirect=True)
def test_estimate_of_an_inference_has_every_instruction_that_was_counted(board, tmp_path):
    file = deployable(pack(dense_model(OUTPUTS, INPUTS)))
    firmware, inputs = build_firmware(read_program(file), board, tmp_path), lcg_input(INPUTS)
    count = run_on_qemu(firmware, inputs.reshape(1, -1)).instructions[0]
    estimate = estimate_cycles(firmware, inputs.reshape(1, -1))
    assert abs(estimate.instructions - count) <= 2  # the counter includes the call
    assert estimate.kinds.total() == estimate.instructions < estimate.cycles


@pytest.mark.qemu
def test_bench_estimates_more_cycles_with_wait_states(board):
    file = pack(dense_model(OUTPUTS, INPUTS))
    without, waiting = (bench(file, board.name, n)["estimated_cycles"] for n in (0, 5))
    assert without["count"] < waiting["count"]
    assert (without["wait_states"], waiting["wait_states"]) == (0, 5)
    assert "Cortex-M4" in without["by"]


@pytest.mark.qemu
@pytest.mark.parametrize("board", ["mps3-an547"], indirect=True)
def test_bench_of_a_core_without_published_timings_estimates_nothing(board):
    assert bench(pack(dense_model(OUTPUTS, INPUTS)), board.name)["estimated_cycles"] is None
