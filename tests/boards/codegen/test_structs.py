"""The structs that code is generated from are those of the C headers."""

import ctypes
import subprocess

from seedlite.boards.codegen import structs
from seedlite.boards.codegen.structs import KERNELS, CStruct
from seedlite.boards.sources import source_root

ALL = [s for s in vars(structs).values() if isinstance(s, type) and issubclass(s, CStruct)]


def assertions(struct: type[CStruct]) -> list[str]:
    """C that does not compile unless the struct has this size and these fields in these places."""
    name = struct.c_name
    lines = [f'_Static_assert(sizeof({name}) == {ctypes.sizeof(struct)}, "{name}");']
    for field, _ in struct._fields_:
        place = getattr(struct, field)
        where = f"offsetof({name}, {field}) == {place.offset}"
        size = f"sizeof((({name} *)0)->{field}) == {place.size}"
        lines.append(f'_Static_assert({where} && {size}, "{name}.{field}");')
    return lines


def compiles(lines: list[str]) -> subprocess.CompletedProcess[str]:
    runtime = source_root() / "runtime_c"
    headers = sorted({header for header, _ in KERNELS.values()})
    code = ["#include <stddef.h>", *(f'#include "{header}"' for header in headers), *lines]
    return subprocess.run(
        [
            "cc",
            "-x",
            "c",
            f"-I{runtime / 'include'}",
            f"-I{runtime / 'src'}",
            "-c",
            "-",
            "-o/dev/null",
        ],
        input="\n".join(code),
        capture_output=True,
        text=True,
        check=False,
    )


def test_structs_layout_equals_the_headers():
    done = compiles([line for s in ALL if s is not CStruct for line in assertions(s)])
    assert done.returncode == 0, done.stderr


def test_structs_of_other_layout_are_found():
    class Operand(CStruct):
        c_name = "sl_operand"
        _fields_ = (("offset", ctypes.c_uint32), ("constant", structs.S8))

    assert compiles(assertions(Operand)).returncode != 0


def test_kernels_are_all_that_the_runtime_has():
    names = set()
    for header in (source_root() / "runtime_c/src/ops").glob("**/*.h"):
        lines = header.read_text().splitlines()
        names |= {
            line.removeprefix("void ").partition("(")[0]
            for line in lines
            if line.startswith("void sl_") and "const void *params, const sl_frame *frame" in line
        }
    assert names == set(KERNELS)
