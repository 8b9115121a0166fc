"""Firmware that runs a model with TensorFlow Lite Micro, on the boards that ours runs on."""

import fcntl
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seedlite.errors import SeedliteError, ToolMissingError
from seedlite.firmware.boards import Board
from seedlite.firmware.build import Firmware
from seedlite.firmware.cache import usable_cache
from seedlite.firmware.process import run_process
from seedlite.firmware.sources import source_root
from seedlite.firmware.toolchain import COMPILER, NINJA, Tool, find_tool, tool_version
from seedlite.graph import operator_name
from seedlite.tflite import parse

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
LEVELS = ("O2", "O3")  # the faster one differs from model to model
KERNELS = ("reference", "cmsis-nn")
ARENA_SHARE = 0.75  # of the RAM: more than any model here takes
STACK_BYTES = 16384

COMMON = (
    "-mthumb -ffunction-sections -fdata-sections -fno-unwind-tables -fno-asynchronous-unwind-tables "
    "-DNDEBUG -DTF_LITE_STRIP_ERROR_STRINGS -DTF_LITE_STATIC_MEMORY -DTF_LITE_DISABLE_X86_NEON "
    "-DKERNELS_OPTIMIZED_FOR_SPEED -DARM_NN_ENABLE_F16=0 -DARM_NN_ENABLE_F32=0 -w"
)
RULES = """
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
  command = {cxx} {target} -mthumb -nostartfiles --specs=nano.specs --specs=nosys.specs $
    -T{board}/memory.ld -L{board} -L{common_folder} -Wl,--gc-sections $
    -Wl,--defsym=stack_bytes={stack} -Wl,--defsym=end=stack_top -o $out -Wl,--start-group $in -lm -Wl,--end-group
"""


@dataclass(frozen=True)
class Build:
    """Which kernels of TFLM, and how they are compiled."""

    kernels: str  # one of KERNELS
    level: str  # one of LEVELS


def build_tflm(file: bytes, board: Board, checkouts: Checkouts, build: Build) -> Firmware:
    """Firmware with a stock int8 model; its ELF stays in the cache. What has been compiled before
    is not compiled again."""
    _check_cxx()
    paths = (str(checkouts.folder), str(source_root()), board.name, tool_version(COMPILER))
    folder = usable_cache() / "tflm" / hashlib.sha256("\0".join(paths).encode()).hexdigest()[:24]
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(file).hexdigest()[:24]
    model = parse(file)
    names = {operator_name(model, i).split()[-1] for i in range(len(model.operators))}
    operators = resolver_operators(checkouts, sorted(names))
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _write_if_new(folder / f"{name}.tflite", file)
        _write_if_new(folder / f"{name}.cc", _resolver(operators).encode())
        rules = _NinjaFile(folder, board, checkouts, build)
        elf = rules.write(name, operators)
        ended = run_process([find_tool(NINJA), "--quiet", "-C", folder, "-f", rules.path, elf])
    if ended.status != 0:
        errors = [line for line in ended.output.splitlines() if re.search(r"error|undefined|warning: (?!_)", line)]
        raise SeedliteError(
            f"building TFLM for {board.name} failed:\n" + "\n".join(errors or [ended.output])
        )
    return Firmware(board, folder / elf, folder / elf, folder / elf)


class _NinjaFile:
    """Writes how one model's firmware is built."""

    def __init__(self, folder: Path, board: Board, checkouts: Checkouts, build: Build):
        self.path = folder / f"{build.kernels}-{build.level}.ninja"
        self._folder, self._board, self._checkouts, self._build = folder, board, checkouts, build
        self._lines: list[str] = []

    def write(self, name: str, operators: Sequence[Operator]) -> str:
        """Of the model and the operators in the files called so. The ELF's name."""
        cmsis, level = self._build.kernels == "cmsis-nn", self._build.level
        flags = f"-{level} -DCMSIS_NN" if cmsis else f"-{level}"
        kernels = f"{level}/{self._build.kernels}"
        objects = [self._object(p, level, f"-{level}") for p in core_sources(self._checkouts)]
        sources = kernel_sources(self._checkouts, operators, cmsis)
        objects += [self._object(p, kernels, flags) for p in sources]
        if cmsis:
            objects += [self._object(p, level, f"-{level}") for p in cmsis_nn_sources(self._checkouts)]
        objects.append(self._object(self._folder / f"{name}.cc", kernels, flags))
        objects += [self._object(p, "firmware", "-O2") for p in self._board_sources()]
        libraries = [self._app(), self._model(name)]
        elf = f"{name}/{self._build.kernels}-{level}.elf"
        self._lines.append(f"build {elf}: link {' '.join([*objects, *libraries])}")
        _write_if_new(self.path, (self._rules() + "\n".join(self._lines) + "\n").encode())
        return elf

    def _rules(self) -> str:
        firmware, board = source_root() / "firmware", self._board
        own = [firmware / "common", firmware / "app" / "semihosting", board.folder]
        return RULES.format(
            cc=find_tool(COMPILER),
            cxx=find_tool(CXX),
            ar="arm-none-eabi-ar",
            target=f"-mcpu={board.core} -mfloat-abi={board.float_abi}",
            common=COMMON,
            includes=" ".join(f"-I{p}" for p in [*own, *self._checkouts.includes()]),
            board=board.folder,
            common_folder=firmware / "common",
            stack=STACK_BYTES,
        )

    def _object(self, source: Path, place: str, flags: str) -> str:
        rule = "cxx" if source.suffix == ".cc" else "cc"
        digest = hashlib.sha256(str(source).encode()).hexdigest()[:12]
        out = f"{place}/{source.stem}-{digest}.o"
        self._lines.append(f"build {out}: {rule} {source}\n  flags = {flags}")
        return out

    def _board_sources(self) -> Iterator[Path]:
        firmware = source_root() / "firmware"
        yield from sorted((firmware / "common").glob("*.c"))
        family = self._board.family
        yield from sorted((firmware / "families" / family if family else self._board.folder).glob("*.c"))

    def _app(self) -> str:
        """The application around TFLM: a library, so that the linker script can tell it."""
        folder = source_root() / "firmware" / "app" / "semihosting"
        sources = [p for p in sorted(folder.glob("*.c")) if p.name != "main.c"] + [HERE / "main.cc"]
        flags = "-O2 -fno-tree-loop-distribute-patterns"
        objects = [self._object(p, "app", flags) for p in sources]
        self._lines.append(f"build libseedlite_app.a: archive {' '.join(objects)}")
        return "libseedlite_app.a"

    def _model(self, name: str) -> str:
        arena = int(self._board.ram_bytes * ARENA_SHARE)
        library = f"{name}/libseedlite_model.a"
        self._lines += [
            f"build {name}/model.o: cc {HERE / 'model.S'} | {name}.tflite",
            f"  flags = -DMODEL='\"{name}.tflite\"' -DARENA_BYTES={arena}",
            f"build {library}: archive {name}/model.o",
        ]
        return library


def _resolver(operators: Sequence[Operator]) -> str:
    """A source file that gives TFLM the operators, in memory that nothing destroys."""
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
    """Unchanged content keeps its time stamp, so that nothing is compiled again."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
