"""Builds programs that run a model with TensorFlow Lite Micro, on seedlite's boards and here."""

import fcntl
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board import Board
from seedlite.boards.process import run_process
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.build import Firmware
from seedlite.boards.toolchain.cache import usable_cache
from seedlite.boards.toolchain.tools import NINJA, find_tool
from seedlite.errors import SeedliteError
from seedlite.format.constants import ARENA_ALIGNMENT
from seedlite.model.graph import Model
from seedlite.model.layers import operator_name
from seedlite.model.parse import parse
from tests.support.tflm.checkouts import Checkouts
from tests.support.tflm.sources import (
    DECODE,
    HANDLER,
    MICRO,
    Operator,
    cmsis_nn_sources,
    core_sources,
    handler_sources,
    kernel_sources,
    resolver_operators,
)
from tests.support.tflm.targets import HERE, Target, board_target

LEVELS = ("-O2", "-O3 -flto")  # which one is faster depends on the model
ENTRY = "tflm_invoke"  # one inference, in main.cc
KERNELS = ("reference", "cmsis-nn")
ELF, APP = "firmware.elf", "libseedlite_app.a"
ERROR = re.compile(r"^(?!.*-mcpu).*(error|undefined)")

COMMON = (
    "-ffunction-sections -fdata-sections -fno-unwind-tables "
    "-fno-asynchronous-unwind-tables -DNDEBUG "
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
  command = {cxx} {target} $flags {link} -Wl,--gc-sections $
    -o $out -Wl,--start-group $in -lm -Wl,--end-group
"""


@dataclass(frozen=True)
class Build:
    """TFLM's kernels and optimization level, and what SetDecompressionMemory gets."""

    kernels: str  # one of KERNELS
    level: str  # one of LEVELS
    decompression_bytes: int = 0

    @property
    def folder(self) -> str:
        return self.level.replace(" ", "")

    @property
    def flags(self) -> str:
        return f"{self.level} -DCMSIS_NN" if self.kernels == "cmsis-nn" else self.level


def largest_weights(model: Model) -> int:
    """Returns the bytes that SetDecompressionMemory needs: the largest weights', aligned."""
    largest = max(model.tensors[o.outputs[0]].bytes for o in model.operators if o.is_decode)
    return -(-largest // ARENA_ALIGNMENT) * ARENA_ALIGNMENT


def build_tflm(file: bytes, board: Board, checkouts: Checkouts, build: Build) -> Firmware:
    """Builds firmware with a model; its ELF stays in the cache. Reuses compiled objects."""
    elf = build_program(file, board_target(board), checkouts, build)
    return Firmware(board, elf, elf, elf)


def build_program(file: bytes, target: Target, checkouts: Checkouts, build: Build) -> Path:
    """Builds a program with a stock int8 model, or one with DECODE, which seedlite's handler runs;
    it stays in the cache. Reuses compiled objects."""
    paths = (str(checkouts.folder), str(source_root()), target.key)
    folder = usable_cache() / "tflm" / _digest("\0".join(paths).encode())
    own = folder / f"{_digest(file)}-{build.kernels}{build.folder}-{build.decompression_bytes}"
    own.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        operators = resolver_operators(checkouts, _operator_names(file))
        library = _Library(target, checkouts)
        objects = library.objects(build, operators)
        _ninja(target, folder, library.text(), objects)
        _write_if_new(own / "model.tflite", file)
        _write_if_new(own / "operators.cc", _resolver(operators).encode())
        _ninja(target, own, library.rules() + _program(target, build, folder, objects), [ELF])
    return own / ELF


class _Library:
    """Everything that models are linked with, as one Ninja file of all sources, so that objects
    which a model does not use are kept."""

    def __init__(self, target: Target, checkouts: Checkouts):
        self._target, self._checkouts = target, checkouts
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
        sources += handler_sources() if operators is None or DECODE in operators else []
        found += [self._object(path, own, build.flags) for path in sources]
        found += [self._object(p, "board", "-O2") for p in self._target.sources]
        return [*found, self._app()]

    def rules(self) -> str:
        target = self._target
        own = [*target.includes, source_root() / "runtime_c" / "include"]
        return COMPILING.format(
            cc=target.cc,
            cxx=target.cxx,
            ar=target.ar,
            target=target.flags,
            common=COMMON,
            includes=" ".join(f"-I{p}" for p in [*own, *self._checkouts.includes()]),
            link=target.link,
        )

    def _object(self, source: Path, place: str, flags: str) -> str:
        rule = "cxx" if source.suffix == ".cc" else "cc"
        out = f"{place}/{source.stem}-{_digest(str(source).encode())[:12]}.o"
        self._statements[out] = f"build {out}: {rule} {source}\n  flags = {flags}\n"
        return out

    def _app(self) -> str:
        """Returns the application around TFLM as a library, which the linker script can
        identify."""
        flags = "-O2 -fno-tree-loop-distribute-patterns"
        objects = [self._object(p, "app", flags) for p in [*self._target.app, HERE / "main.cc"]]
        self._statements[APP] = f"build {APP}: archive {' '.join(objects)}\n"
        return APP


def _program(target: Target, build: Build, library: Path, objects: Sequence[str]) -> str:
    """Returns Ninja's rules to link a model's program in its own folder."""
    sizes = f"-DARENA_BYTES={target.arena_bytes} -DDECOMPRESSION_BYTES={build.decompression_bytes}"
    shared = " ".join(str(library / name) for name in objects)
    return f"""
build model.o: cc {HERE / "model.S"} | model.tflite
  flags = -DMODEL='"model.tflite"' {sizes}
build libseedlite_model.a: archive model.o
build operators.o: cxx operators.cc
  flags = {build.flags}
build {ELF}: link operators.o libseedlite_model.a {shared}
  flags = {build.level}
"""


def _ninja(target: Target, folder: Path, text: str, targets: Sequence[str]) -> None:
    _write_if_new(folder / "build.ninja", text.encode())
    ended = run_process([find_tool(NINJA), "--quiet", "-C", folder, *targets])
    if ended.status != 0:
        errors = [line for line in ended.output.splitlines() if ERROR.search(line)]
        raise SeedliteError(
            f"building TFLM for {target.name} failed:\n" + ("\n".join(errors) or ended.output)
        )


def _operator_names(file: bytes) -> list[str]:
    model = parse(file)
    names = {
        operator.custom_code if operator.is_decode else operator_name(model, place).split()[-1]
        for place, operator in enumerate(model.operators)
    }
    return sorted(names)


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
            f'#include "{HANDLER / "seedlite_decode.h"}"',
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


def _write_if_new(path: Path, content: bytes) -> None:
    """Writes a file unless it has this content; unchanged files keep their time stamps and are not
    recompiled."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
