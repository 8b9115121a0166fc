"""Packages of the runtime (tools/packages), made once for a session and unpacked."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.support.places import ROOT

M4 = ("arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb")
QEMU = (
    *("qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none"),
    *("-serial", "none", "-semihosting-config", "enable=on,target=native"),
)
SAME = "seedlite 0.1.0: 0 bytes differ from TensorFlow Lite Micro's"


def make_packages(folder: Path, *names: str) -> list[Path]:
    """Makes packages in a folder; all without names."""
    command = [sys.executable, "-m", "tools.packages", *names, "-o", folder]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [Path(line) for line in done.stdout.splitlines()]


def unpack(archive: Path, folder: Path) -> Path:
    """Unpacks an archive into a folder, and returns the archive's only folder, or that one."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    inner = list(folder.iterdir())
    return inner[0] if len(inner) == 1 else folder


def run(*command: object, folder: Path | None = None) -> str:
    """Runs a command and returns its output; a failure shows it."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    return done.stdout


def cached(compiler: str) -> str:
    """Returns the compiler's command, with the tests' ccache where there is one."""
    ccache = Path(sys.executable).with_name("ccache")
    return f"{ccache} {compiler}" if ccache.exists() else compiler


def copied(folder: Path, target: Path) -> Path:
    """Returns a copy of an unpacked package, in which a test may build."""
    return shutil.copytree(folder, target)


def compile_sources(sources: Iterable[Path], folder: Path, *flags: object) -> list[Path]:
    """Compiles sources for the Cortex-M4, each as its suffix says; returns the objects."""
    objects = []
    for number, source in enumerate(sorted(sources)):
        is_cpp = source.suffix in (".cpp", ".ino")
        compiler = "arm-none-eabi-g++" if is_cpp else "arm-none-eabi-gcc"
        language = ("-fno-exceptions", "-x", "c++") if is_cpp else ("-std=c99",)
        options = (*M4[1:], "-O1", "-Wall", "-Wextra", "-Werror", "-ffunction-sections", *flags)
        objects.append(folder / f"{number}-{source.stem}.o")
        run(*cached(compiler).split(), *options, *language, "-c", source, "-o", objects[-1])
    return objects
