"""Generated code compiled for this machine."""

import ctypes
import subprocess
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.boards.sources import source_root

STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror")


def compile_library(source: Path, runtime: Path, library: Path) -> ctypes.CDLL:
    includes = (f"-I{source_root() / 'runtime_c' / 'include'}", f"-I{runtime.parent}")
    # static symbols first: two such libraries in one process keep apart
    flags = (*STRICT, "-O1", "-shared", "-fPIC", "-Wl,-Bsymbolic")
    subprocess.run(["cc", *flags, *includes, source, runtime, "-o", library], check=True)
    return ctypes.CDLL(str(library))


@pytest.fixture(scope="session")
def runtime_archive(tmp_path_factory) -> Path:
    """What generated code needs of the runtime, compiled once."""
    folder = tmp_path_factory.mktemp("runtime")
    runtime = source_root() / "runtime_c"
    folders = ("ops/**", "run", "target", "weights")
    wanted = [
        source
        for folder in folders
        for source in runtime.glob(f"src/{folder}/*.c")
        if not source.name.startswith("sl_prepare_")
    ]
    subprocess.run(
        ["cc", *STRICT, "-O1", "-fPIC", f"-I{runtime / 'include'}", "-c", *wanted],
        cwd=folder,
        check=True,
    )
    (folder / "seedlite").symlink_to(runtime / "src")  # where generated code looks for headers
    archive = folder / "libruntime.a"
    subprocess.run(["ar", "rcs", archive, *folder.glob("*.o")], check=True)
    return archive


@pytest.fixture
def run_generated(runtime_archive, tmp_path):
    """A function: the outputs of a model's generated code for flat int8 inputs."""
    count = 0

    def run(file: bytes, inputs: list[np.ndarray]) -> list[np.ndarray]:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        folder.mkdir()
        program = read_program(file)
        (folder / "net.h").write_text(render_header(program, "net"))
        (folder / "net.c").write_text(render_source(program, "net"))
        library = compile_library(folder / "net.c", runtime_archive, folder / "libnet.so")
        for number, x in enumerate(inputs):
            ctypes.memmove(place(library, "input", number, len(inputs)), x.tobytes(), x.nbytes)
        library.net_invoke()
        return [
            np.frombuffer(
                ctypes.string_at(place(library, "output", i, len(program.outputs)), port.bytes),
                port.dtype,
            )
            for i, port in enumerate(program.outputs)
        ]

    return run


def place(library: ctypes.CDLL, kind: str, number: int, count: int) -> int:
    function = getattr(library, f"net_{kind}" + (str(number) if count > 1 else ""))
    function.restype = ctypes.c_void_p
    return function()
