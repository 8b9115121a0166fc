"""Builds wheels of the package for PLATFORMS and its source archive, in a checkout.

The C libraries are loaded by ctypes, so a wheel serves every Python of its platform. All are
compiled by the clang of PyPI's ziglang, on any machine.

Usage: python -m tools.wheels [PLATFORM...] [-o FOLDER]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tools.wheel_checks import check_source, check_wheel

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Platform:
    """name: linux, macos or windows, and the core. tag: of the wheel. target: for zig. system:
    CMake's name."""

    name: str
    tag: str
    target: str
    system: str


def _linux(core: str) -> Platform:
    """With glibc 2.17 or later."""
    tag = f"manylinux_2_17_{core}.manylinux2014_{core}"
    return Platform(f"linux-{core}", tag, f"{core}-linux-gnu.2.17", "Linux")


PLATFORMS = (
    _linux("x86_64"),
    _linux("aarch64"),
    Platform("macos-arm64", "macosx_11_0_arm64", "aarch64-macos.11.0", "Darwin"),
    Platform("macos-x86_64", "macosx_11_0_x86_64", "x86_64-macos.11.0", "Darwin"),
    Platform("windows-x86_64", "win_amd64", "x86_64-windows-gnu", "Windows"),
)
TOOLS = ("cc", "ar", "ranlib", "rc")
BUILD = """
import sys
from scikit_build_core.build import build_{kind}
print(build_{kind}(sys.argv[1], dict(a.split("=", 1) for a in sys.argv[2:])))
"""


def build_source(source: Path, out: Path) -> Path:
    """Builds the source archive of the checkout `source` in `out`, checked."""
    archive = _build("sdist", source, out, [])
    check_source(archive)
    return archive


def build_wheel(source: Path, out: Path, platform: Platform) -> Path:
    """Builds a wheel of the checkout `source` in `out`, checked."""
    with tempfile.TemporaryDirectory() as folder:
        tools = _compiler(Path(folder), platform)
        defines = {
            "CMAKE_SYSTEM_NAME": platform.system,
            "CMAKE_C_COMPILER": tools / "cc",
            "CMAKE_AR": tools / "ar",
            "CMAKE_RANLIB": tools / "ranlib",
            "CMAKE_RC_COMPILER": tools / "rc",
            "CMAKE_SHARED_LINKER_FLAGS": "-s",  # no symbols for debuggers
        }
        settings = [f"cmake.define.{name}={value}" for name, value in defines.items()]
        settings += [f"build-dir={Path(folder) / 'build'}", "install.strip=false"]
        wheel = _build("wheel", source, Path(folder), settings)
        tag = ["--platform-tag", platform.tag, wheel]
        command = [sys.executable, "-m", "wheel", "tags", "--remove", *tag]
        named = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
        name = named.stdout.split()[-1]
        shutil.move(Path(folder) / name, out / name)
    check_wheel(out / name)
    return out / name


def _compiler(folder: Path, platform: Platform) -> Path:
    """Returns a folder of programs that CMake takes for a compiler and its tools."""
    spec = find_spec("ziglang")
    assert spec, "ziglang is missing: make setup"
    zig = Path(spec.origin or "").parent / "zig"
    for tool in TOOLS:
        options = f"-target {platform.target} " if tool == "cc" else ""
        (folder / tool).write_text(f'#!/bin/sh\nexec "{zig}" {tool} {options}"$@"\n')
        (folder / tool).chmod(0o755)
    return folder


def _build(kind: str, source: Path, out: Path, settings: list[str]) -> Path:
    """Has the build backend make a wheel or sdist."""
    command = [sys.executable, "-c", BUILD.format(kind=kind), out, *settings]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # CMake and ninja
    done = subprocess.run(
        command,
        cwd=source,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return out / done.stdout.splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.wheels", description=__doc__)
    names = [platform.name for platform in PLATFORMS]
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM", help=", ".join(names))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist", help="folder: dist")
    arguments = parser.parse_args()
    if unknown := set(arguments.platforms) - set(names):
        parser.error(f"no platform {', '.join(sorted(unknown))}; choose of {', '.join(names)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    out = arguments.output.resolve()
    if not arguments.platforms:
        print(build_source(ROOT, out))
    for platform in PLATFORMS:
        if platform.name in (arguments.platforms or names):
            print(build_wheel(ROOT, out, platform))


if __name__ == "__main__":
    main()
