"""Builds firmware that runs a model with TensorFlow Lite Micro, on seedlite's boards."""

import fcntl
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board import Board
from seedlite.boards.process import run_process
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.build import Firmware
from seedlite.boards.toolchain.cache import usable_cache
from seedlite.boards.toolchain.tools import COMPILER, NINJA, Tool, find_tool, tool_version
from seedlite.errors import SeedliteError, ToolMissingError
from seedlite.model.layers import operator_name
from seedlite.model.parse import parse
from tools.tflm.checkouts import Checkouts
from tools.tflm.sources import (
    MICRO,
    Operator,
    cmsis_nn_sources,
    core_sources,
    kernel_sources,
    resolver_operators,
)

HERE = Path(__file__).resolve().parent
CXX_PACKAGE = "libstdc++-arm-none-eabi-newlib"
CXX = Tool("arm-none-eabi-g++", "compiles TFLM", f"gcc-arm-none-eabi {CXX_PACKAGE}")
LEVELS = ("-O2", "-O3 -flto")  # which one is faster depends on the model
ENTRY = "tflm_invoke"  # one inference, in main.cc
KERNELS = ("reference", "cmsis-nn")
ARENA_SHARE = 0.75  # share of the RAM: enough for every model here
STACK_BYTES = 16384
ELF, APP = "firmware.elf", "libseedlite_app.a"
ERROR = re.compile(r"^(?!.*-mcpu).*(error|undefined)")

COMMON = (
    "-mthumb -ffunction-sections -fdata-sections -fno-unwind-tables "
    "-fno-asynchronous-unwind-tables -DNDEBUG -DTF_LITE_STRIP_ERROR_STRINGS "
    "-DTF_LITE_STATIC_MEMORY -DTF_LITE_DISABLE_X86_NEON -DKERNELS_OPTIMIZED_FOR_SPEED "
    "-DARM_NN_ENABLE_F16=0 -DARM_NN_ENABLE_F32=0 -w"
)
COMPILING = """
rule cc
  command = {cc} {target} {common} -std=c17 $flags {includes} -MMD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
rule cxx
  command = {cxx} {target} {common} -std=c++17 -fno-rtti -fno-exceptions -fno-threadsafe-statics $
    $flags {includes} -MMD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
rule archive
  command = rm -f $out && {ar} rcs $out $in
rule link
  command = {cxx} {target} $flags -mthumb -nostartfiles --specs=nano.specs --specs=nosys.specs $
    -T{board}/memory.ld -L{board} -L{common_folder} -Wl,--gc-sections $
    -Wl,--defsym=stack_bytes={stack} -Wl,--defsym=end=stack_top $
    -o $out -Wl,--start-group $in -lm -Wl,--end-group
"""


@dataclass(frozen=True)
class Build:
    """TFLM's kernels and optimization level."""

    kernels: str  # one of KERNELS
    level: str  # one of LEVELS

    @property
    def folder(self) -> str:
        return self.level.replace(" ", "")

    @property
    def flags(self) -> str:
        return f"{self.level} -DCMSIS_NN" if self.kernels == "cmsis-nn" else self.level


def build_tflm(file: bytes, board: Board, checkouts: Checkouts, build: Build) -> Firmware:
    """Builds firmware with a stock int8 model; its ELF stays in the cache. Reuses compiled
    objects."""
    _check_cxx()
    paths = (str(checkouts.folder), str(source_root()), board.name, tool_version(COMPILER))
    folder = usable_cache() / "tflm" / _digest("\0".join(paths).encode())
    own = folder / f"{_digest(file)}-{build.kernels}{build.folder}"
    own.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        operators = resolver_operators(checkouts, _operator_names(file))
        library = _Library(folder, board, checkouts)
        objects = library.objects(build, operators)
        _ninja(board, folder, library.text(), objects)
        _write_if_new(own / "model.tflite", file)
        _write_if_new(own / "operators.cc", _resolver(operators).encode())
        _ninja(board, own, library.rules() + _program(board, build, folder, objects), [ELF])
    return Firmware(board, own / ELF, own / ELF, own / ELF)


class _Library:
    """Everything that models are linked with, as one Ninja file of all sources, so that objects
    which a model does not use are kept."""

    def __init__(self, folder: Path, board: Board, checkouts: Checkouts):
        self._folder, self._board, self._checkouts = folder, board, checkouts
        self._statements: dict[str, str] = {}

    def text(self) -> str:
        for level in LEVELS:
            for kernels in KERNELS:
                self.objects(Build(kernels, level), None)
        return self.rules() + "".join(self._statements.values())

    def objects(self, build: Build, operators: Sequence[Operator] | None) -> list[str]:
        """Returns the objects for some operators, or for all."""
        cmsis = build.kernels == "cmsis-nn"
        found = [self._object(p, "core", "-O2") for p in core_sources(self._checkouts)]
        own = f"{build.kernels}{build.folder}"
        sources = kernel_sources(self._checkouts, operators, cmsis)
        sources += cmsis_nn_sources(self._checkouts) if cmsis else []
        found += [self._object(path, own, build.flags) for path in sources]
        found += [self._object(p, "board", "-O2") for p in self._board_sources()]
        return [*found, self._app()]

    def rules(self) -> str:
        firmware, board = source_root() / "firmware", self._board
        own = [firmware / "common", firmware / "app" / "semihosting", board.folder]
        return COMPILING.format(
            cc=find_tool(COMPILER),
            cxx=find_tool(CXX),
            ar="arm-none-eabi-gcc-ar",
            target=f"-mcpu={board.core} -mfloat-abi={'hard' if _has_floats(board) else 'soft'}",
            common=COMMON,
            includes=" ".join(f"-I{p}" for p in [*own, *self._checkouts.includes()]),
            board=board.folder,
            common_folder=firmware / "common",
            stack=STACK_BYTES,
        )

    def _object(self, source: Path, place: str, flags: str) -> str:
        rule = "cxx" if source.suffix == ".cc" else "cc"
        out = f"{place}/{source.stem}-{_digest(str(source).encode())[:12]}.o"
        self._statements[out] = f"build {out}: {rule} {source}\n  flags = {flags}\n"
        return out

    def _board_sources(self) -> Iterator[Path]:
        firmware = source_root() / "firmware"
        yield from sorted((firmware / "common").glob("*.c"))
        family = self._board.family
        own = firmware / "families" / family if family else self._board.folder
        yield from sorted(own.glob("*.c"))

    def _app(self) -> str:
        """Returns the application around TFLM as a library, which the linker script can
        identify."""
        folder = source_root() / "firmware" / "app" / "semihosting"
        sources = [p for p in sorted(folder.glob("*.c")) if p.name != "main.c"] + [HERE / "main.cc"]
        flags = "-O2 -fno-tree-loop-distribute-patterns"
        objects = [self._object(p, "app", flags) for p in sources]
        self._statements[APP] = f"build {APP}: archive {' '.join(objects)}\n"
        return APP


def _program(board: Board, build: Build, library: Path, objects: Sequence[str]) -> str:
    """Returns Ninja's rules to link a model's firmware in its own folder."""
    arena = int(board.ram_bytes * ARENA_SHARE)
    shared = " ".join(str(library / name) for name in objects)
    return f"""
build model.o: cc {HERE / "model.S"} | model.tflite
  flags = -DMODEL='"model.tflite"' -DARENA_BYTES={arena}
build libseedlite_model.a: archive model.o
build operators.o: cxx operators.cc
  flags = {build.flags}
build {ELF}: link operators.o libseedlite_model.a {shared}
  flags = {build.level}
"""


def _ninja(board: Board, folder: Path, text: str, targets: Sequence[str]) -> None:
    _write_if_new(folder / "build.ninja", text.encode())
    ended = run_process([find_tool(NINJA), "--quiet", "-C", folder, *targets])
    if ended.status != 0:
        errors = [line for line in ended.output.splitlines() if ERROR.search(line)]
        raise SeedliteError(
            f"building TFLM for {board.name} failed:\n" + ("\n".join(errors) or ended.output)
        )


def _has_floats(board: Board) -> bool:
    """Tells whether the core has floating-point registers, which make TFLM smaller and faster."""
    return re.fullmatch(r"cortex-m(4|7|33|55|85)", board.core) is not None


def _operator_names(file: bytes) -> list[str]:
    model = parse(file)
    return sorted({operator_name(model, i).split()[-1] for i in range(len(model.operators))})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _resolver(operators: Sequence[Operator]) -> str:
    """Returns a source file that registers the operators in TFLM, in memory that is never
    destroyed."""
    lines = [
        f"  if (resolver->{o.method}({o.kernels}) != kTfLiteOk) return nullptr;" for o in operators
    ]
    return "\n".join(
        [
            "#include <new>",
            f'#include "{MICRO}/micro_mutable_op_resolver.h"',
            f"using Resolver = tflite::MicroMutableOpResolver<{len(operators)}>;",
            "alignas(Resolver) static char storage[sizeof(Resolver)];",
            "const tflite::MicroOpResolver *operators() {",
            "  Resolver *resolver = new (storage) Resolver;",
            *lines,
            "  return resolver;",
            "}",
            "",
        ]
    )


def _check_cxx() -> None:
    """Raises ToolMissingError unless the compiler has its C++ library."""
    output = run_process([find_tool(CXX), "-print-file-name=libstdc++_nano.a"]).output.strip()
    if not Path(output).is_absolute():
        raise ToolMissingError(
            f"{CXX.program} has no C++ library; on Debian or Ubuntu: sudo apt install {CXX_PACKAGE}"
        )


def _write_if_new(path: Path, content: bytes) -> None:
    """Writes a file unless it has this content; unchanged files keep their time stamps and are not
    recompiled."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
