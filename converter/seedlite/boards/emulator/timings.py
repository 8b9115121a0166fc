"""Instruction timings of cores that publish them, for memory without wait states."""

from dataclasses import dataclass

from seedlite.boards.emulator.disassembly import LONG, Instruction

PC = 15


@dataclass(frozen=True)
class Timing:
    """Timing of a core, in cycles.

    source: publication. refill: after a taken branch; `return_refill`: after a load of the program
        counter. division, long products: the middle of the published range. has_pipelined_loads:
        loads overlap as on the Cortex-M3 and M4.
    """

    source: str
    refill: int
    return_refill: int
    has_pipelined_loads: bool
    link: int = 1  # BL without refill
    division: int = 1
    accumulate: int = 1
    long_product: int = 1
    long_accumulate: int = 1

    def cycles(self, instruction: Instruction, before: Instruction | None) -> int:
        """Returns the cycles of an instruction after `before`, without refill."""
        if instruction.kind in ("load", "store"):
            return self._access(instruction, before)
        name = instruction.name
        if instruction.kind == "branch":
            return self.link if name == "bl" else 4 if name in ("tbb", "tbh") else 1
        if instruction.kind == "divide":
            return self.division
        if LONG.match(name):
            return self.long_accumulate if "la" in name or "ls" in name else self.long_product
        return self.accumulate if name in ("mla", "mls") else 1

    def taken(self, instruction: Instruction) -> int:
        """Returns the refill after an instruction that changed the program counter."""
        return self.return_refill if instruction.kind == "load" else self.refill

    def _access(self, instruction: Instruction, before: Instruction | None) -> int:
        if instruction.registers > 1:
            return 1 + instruction.registers
        if not self.has_pipelined_loads:
            return 2
        if before is None:
            return _alone(instruction)
        depends = bool(before.results & instruction.address)
        if before.kind in ("other", "multiply", "divide"):
            return _alone(instruction) + depends  # the address is not forwarded
        follows = before.kind == "load" and before.registers == 1 and not before.writes_back
        if follows and not depends and not instruction.writes_back:
            return 1
        return _alone(instruction)


def _alone(instruction: Instruction) -> int:
    """Returns the cycles of an access that is not pipelined; the write buffer hides a store with
    immediate offset."""
    return 1 if instruction.kind == "store" and not instruction.is_indexed else 2


M3 = Timing(
    "Cortex-M3 Technical Reference Manual",
    refill=2,  # 1 to 3
    return_refill=2,
    has_pipelined_loads=True,
    division=7,  # 2 to 12
    accumulate=2,
    long_product=4,  # 3 to 5
    long_accumulate=5,  # 4 to 7
)
M4_SOURCE = "Cortex-M4 Technical Reference Manual"
TIMINGS = {
    "cortex-m0": Timing("Cortex-M0 Technical Reference Manual", 2, 3, False, link=2),
    "cortex-m0plus": Timing("Cortex-M0+ Technical Reference Manual", 1, 2, False, link=2),
    "cortex-m3": M3,
    "cortex-m4": Timing(M4_SOURCE, 2, 2, True, division=7),
    "cortex-m33": Timing(
        f"{M4_SOURCE}; Arm publishes none of the Cortex-M33", 2, 2, True, division=7
    ),
}


def find_timing(core: str) -> Timing | None:
    """Returns the timing of a core by GCC's name; None if unknown."""
    return TIMINGS.get(core.partition("+")[0])
