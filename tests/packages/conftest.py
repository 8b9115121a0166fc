"""The packages, made and unpacked once."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.support.packages import M4, QEMU, compile_sources, make_packages, run, unpack


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The archives by their names' part before the version."""
    made = make_packages(tmp_path_factory.mktemp("dist"))
    return {path.name.partition("0.1.0")[0].rstrip("-."): path for path in made}


@pytest.fixture(scope="session")
def packages(archives, tmp_path_factory) -> dict[str, Path]:
    """The unpacked packages by the same names."""
    folder = tmp_path_factory.mktemp("packages")
    return {name: unpack(path, folder / name) for name, path in archives.items()}


@pytest.fixture(scope="session")
def on_m4(packages, tmp_path_factory) -> Callable[..., str]:
    """A function: what a program of these sources prints on the emulated Cortex-M4, linked with the
    library of the packages, which all hold the same."""
    if not shutil.which("arm-none-eabi-gcc") or not shutil.which("qemu-system-arm"):
        pytest.skip("no Arm compiler or emulator")
    folder, plain = tmp_path_factory.mktemp("m4"), packages["seedlite-runtime"]
    objects = compile_sources(plain.glob("src/**/*.c"), folder, f"-I{plain / 'src'}")
    library = folder / "libseedlite.a"
    run("arm-none-eabi-ar", "rcs", library, *objects)
    start = plain / "example/mps2-an386"

    def output(sources: Iterable[Path], *flags: object) -> str:
        build = tmp_path_factory.mktemp("program")
        parts = compile_sources([start / "start.c", *sources], build, *flags)
        link = ("--specs=rdimon.specs", "-T", start / "memory.ld", "-Wl,--gc-sections")
        run(*M4, *parts, library, *link, "-o", build / "program")
        return run(*QEMU, "-kernel", build / "program")

    return output
