"""The most stack that loading, inference and the serial line can take on a board, from the
compiler's call graph and frame sizes."""

import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from seedlite.boards.board import Board
from tests.support.places import ROOT

RUNTIME = ("runtime_c/src/**/*.c",)
SERIAL = ("firmware/app/serial/[clp]*.c", "firmware/common/systick.c")
ENTRIES = ("sl_load", "sl_invoke", "protocol_receive")
# stack of functions of the C library or the compiler's; each is a leaf or nearly so
LIBRARY = re.compile(r"(mem(cpy|set|move|cmp)|str(len|cmp|ncmp)|__aeabi_\w+|__gnu_thumb1_\w+)$")
LIBRARY_BYTES = 64
# stack of naked functions, whose pushes the compiler does not see: at most 15 registers
ASSEMBLY = re.compile(r"sl_asm_\w+$")
ASSEMBLY_BYTES = 60
# callees through pointers: regular expressions of file:function, caller and callee
POINTERS = (
    (r"/load/sl_load\.c:", r"/ops/[^:]*:sl_prepare_"),
    (r"/run/sl_invoke\.c:", r"/ops/[^:]*:sl_(?!prepare_)\w+$"),
    (r"/(weights/sl_weights|ops/[^:]*)\.c:", r"/weights/[^:]*:sl_draw_\w+$"),
    (r"sl_fully_connected_\w*draws\.c:", r"sl_fully_connected_\w+\.c:(multiply$|sl_multiply_\w+$)"),
    (r"ops/pool/sl_pool\.c:", r"ops/pool/\w+_pool\.c:(?!sl_)"),
    (r"app/serial/print\.c:", r":board_uart_write$"),
    (r"app/serial/commands\.c:", r":board_microseconds$"),
    (r"app/serial/protocol\.c:", r"app/serial/commands\.c:(?!command_find|reply|print|take|digit)"),
)
WEAK = re.compile(r"^.*\.c:(?=sl_(?!asm_))")
NODE = re.compile(
    r'node: { title: "([^"]+)" label: "([^"\\]+)\\n([^"\\]+):\d+:\d+\\n(\d+) bytes \((.*?)\)'
)
EDGE = re.compile(r'edge: { sourcename: "([^"]+)" targetname: "([^"]+)"')


class UnboundedError(Exception):
    """A frame of variable size, a recursion, or a call with an unknown target."""


@dataclass
class CallGraph:
    """Frames in bytes and calls, by the compiler's names; `places`: file:function."""

    frames: dict[str, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    calls: dict[str, set[str]] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Adds gcc's output of -fcallgraph-info=su. Raises UnboundedError."""
        for title, name, file, size, kind in NODE.findall(text):
            if kind != "static":
                raise UnboundedError(f"{name}: its frame is {kind}")
            self.frames[_called(title)] = ASSEMBLY_BYTES if ASSEMBLY.match(name) else int(size)
            self.places[_called(title)] = f"{file}:{name}"
        for source, target in EDGE.findall(text):
            self.calls.setdefault(_called(source), set()).add(_called(target))

    def depth(self, function: str, path: tuple[str, ...] = ()) -> int:
        """Returns the maximum stack in bytes from the function's call to its return."""
        if function in path:
            raise UnboundedError(" -> ".join([*path, function]))
        if function not in self.frames:
            if LIBRARY.match(function):
                return LIBRARY_BYTES
            raise UnboundedError(f"{function}, called by {path[-1]}, is unknown")
        below = [self.depth(callee, (*path, function)) for callee in self._callees(function)]
        return self.frames[function] + max(below, default=0)

    def _callees(self, function: str) -> set[str]:
        called = self.calls.get(function, set())
        if "__indirect_call" in called:
            called = called - {"__indirect_call"} | self._pointed_to(self.places[function])
        return called

    def _pointed_to(self, place: str) -> set[str]:
        patterns = [targets for callers, targets in POINTERS if re.search(callers, place)]
        found = {t for t, p in self.places.items() for targets in patterns if re.search(targets, p)}
        if not found:
            raise UnboundedError(f"{place} calls through a pointer of unknown targets")
        return found


def _called(title: str) -> str:
    """Returns a function's name for other files: gcc puts the file in front of weak ones where they
    are defined."""
    return WEAK.sub("", title)


def _compile(source: Path, flags: tuple[str, ...], folder: Path) -> str:
    name = "-".join(source.relative_to(ROOT).with_suffix("").parts)
    command = ["arm-none-eabi-gcc", "-mthumb", "-std=c99", "-O2", "-fcallgraph-info=su", *flags]
    subprocess.run([*command, "-c", source, "-o", folder / f"{name}.o"], check=True)
    return (folder / f"{name}.ci").read_text()


@cache
def _compiled(patterns: tuple[str, ...], flags: tuple[str, ...]) -> list[str]:
    """Returns the call graphs of all files; compiles once for boards with the same core."""
    sources = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        return list(pool.map(lambda s: _compile(s, flags, Path(folder)), sources))


def call_graph(board: Board) -> CallGraph:
    """Returns the call graph of the runtime and the serial line on a board."""
    includes = ("runtime_c/include", "runtime_c/src", "firmware/app/serial", "firmware/common")
    cpu = (f"-mcpu={board.core}", f"-mfloat-abi={board.float_abi}")
    flags = (*cpu, *(f"-I{ROOT / folder}" for folder in includes))
    graph = CallGraph()
    for text in _compiled((*RUNTIME, *SERIAL), flags):
        graph.add(text)
    own = f"firmware/families/{board.family}/*.c"
    for text in _compiled((own,), (*flags, f"-I{ROOT / 'firmware' / 'boards' / board.name}")):
        graph.add(text)
    return graph


def most_stack(board: Board) -> dict[str, int]:
    """Returns the maximum stack in bytes by entry. Raises UnboundedError."""
    graph = call_graph(board)
    return {entry: graph.depth(entry) for entry in ENTRIES}
