"""Exports the golden networks as libraries, compiles and runs them on this machine."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seedlite.boards.codegen.program import read_program
from seedlite.boards.library import export, read_network
from seedlite.interpreters.host import Runtime
from tests.support.places import GOLDEN_MODELS

DIGITS = (GOLDEN_MODELS / "digits-seeded2.tflite").read_bytes()
POKER = (GOLDEN_MODELS / "poker-seeded1.5.tflite").read_bytes()
NETWORKS = {"digits": DIGITS, "poker": POKER}
STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror")


def export_networks(
    out: Path,
    *names: str,
    format: str = "c",
    share_arena: bool = False,
    front_end: bool = False,
) -> Path:
    """Exports the networks of these names into the folder `out`, and returns it."""
    models = [read_network(NETWORKS[name], f"{name}.tflite") for name in names]
    export(models, format, out, share_arena=share_arena, front_end=front_end)
    return out


def expected_output(*files: bytes) -> list[int]:
    """Returns the output of examples: the models' outputs for inputs of zeros, model by model."""
    values: list[int] = []
    for file in files:
        zeros = [np.full(p.bytes, p.zero_point, np.int8) for p in read_program(file).inputs]
        values += np.concatenate(Runtime(file)(zeros)).tolist()
    return values


def printed(program: Path) -> list[int]:
    done = subprocess.run([program], capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def compile_objects(
    sources: Sequence[Path], folder: Path, *flags: object, compiler: Sequence[str] = ("cc",)
) -> list[Path]:
    """Compiles sources to objects in `folder`, which is created."""
    folder.mkdir()
    objects = [folder / f"{source.stem}.o" for source in sources]
    for source, object in zip(sources, objects, strict=True):
        command = [*compiler, "-std=c99", *STRICT, *flags, "-c", source, "-o", object]
        subprocess.run(command, check=True)
    return objects


def library_objects(
    out: Path, *flags: object, compiler: Sequence[str] = ("cc",), folder: str = "objects"
) -> list[Path]:
    """Compiles an exported library to objects in a folder beside src/."""
    sources = sorted(out.glob("src/**/*.c"))
    return compile_objects(sources, out / folder, *flags, f"-I{out / 'src'}", compiler=compiler)
