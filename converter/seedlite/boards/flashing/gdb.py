"""Flashing with GDB through any server: a probe's or an emulator's."""

import tempfile
from pathlib import Path

from seedlite.boards.flashing.process import PROGRAM_SECONDS, run_tool
from seedlite.boards.toolchain.image import vector_table
from seedlite.boards.toolchain.tools import GDB, find_tool
from seedlite.errors import DeviceError

THUMB = 0x01000000  # xPSR after a reset
SCRIPT = """
set confirm off
set tcp connect-timeout 5
set remotetimeout 10
target extended-remote {server}
load
compare-sections -r
set $sp = *(unsigned int *){base}
set $xpsr = {thumb}
set $pc = *(unsigned int *){entry} & ~1
detach
"""


def flash_gdb(elf: Path, server: str) -> str:
    """Loads, compares and starts a program as a reset would, by means that every server has."""
    base = vector_table(elf)
    script = SCRIPT.format(server=server, base=base, entry=base + 4, thumb=THUMB)
    with tempfile.NamedTemporaryFile("w", suffix=".gdb") as file:  # GDB ends at the first error
        file.write(script)
        file.flush()
        command = [find_tool(GDB), "-nx", "-batch", "-x", file.name, elf]
        output = run_tool(command, f"GDB through {server}", PROGRAM_SECONDS)
    if "Transfer rate" not in output:
        raise DeviceError(f"GDB loaded nothing through {server}:\n{output.strip()}\nis it running?")
    if "MIS-MATCHED" in output or output.count("matched.") == 0:
        raise DeviceError(f"{server}: memory differs from {elf} after loading:\n{output.strip()}")
    return server
