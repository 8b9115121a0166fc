"""Checks of wheels and source archives: formats, names and what the ecosystem's own tools say."""

import subprocess
import sys
import zipfile
from pathlib import Path

LIBRARIES = ("runtime", "encoder", "litert")
MOST_SOURCE_BYTES = 3_000_000
# by a wheel's platform: suffix of the libraries, their first bytes, and the bytes of the core
ELF, MACH_O, PE = b"\x7fELF\x02\x01", b"\xcf\xfa\xed\xfe", b"MZ"
FORMATS = {
    "manylinux_2_17_x86_64": (".so", ELF, b"\x3e\x00"),
    "manylinux_2_17_aarch64": (".so", ELF, b"\xb7\x00"),
    "macosx_11_0_arm64": (".dylib", MACH_O, b"\x0c\x00\x00\x01"),
    "macosx_11_0_x86_64": (".dylib", MACH_O, b"\x07\x00\x00\x01"),
    "win_amd64": (".dll", PE, b"\x64\x86"),
}


def check_wheel(wheel: Path) -> None:
    """Raises AssertionError or CalledProcessError unless the wheel is what its name says."""
    suffix, magic, core = FORMATS[wheel.stem.rsplit("-", 1)[-1].split(".")[-1]]
    assert "-py3-none-" in wheel.name, wheel.name
    with zipfile.ZipFile(wheel) as archive:
        native = [name for name in archive.namelist() if "/_native/" in name]
        wanted = [f"seedlite/_native/libseedlite_{name}{suffix}" for name in LIBRARIES]
        assert sorted(native) == sorted(wanted), native
        for name in native:
            data = archive.read(name)
            assert data.startswith(magic), f"{wheel.name}: {name} is of another format"
            assert core_of(data) == core, f"{wheel.name}: {name} is for another core"
    _twine(wheel)
    if "manylinux" in wheel.name:
        _auditwheel(wheel)


def core_of(library: bytes) -> bytes:
    """Returns the field of an ELF, Mach-O or PE file that says its core."""
    if library.startswith(ELF):
        return library[18:20]
    if library.startswith(MACH_O):
        return library[4:8]
    header = int.from_bytes(library[0x3C:0x40], "little")
    assert library[header : header + 4] == b"PE\0\0"
    return library[header + 4 : header + 6]


def check_source(archive: Path) -> None:
    assert archive.stat().st_size < MOST_SOURCE_BYTES, f"{archive.name}: {archive.stat().st_size} B"
    _twine(archive)


def _twine(path: Path) -> None:
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", path], check=True)


def _auditwheel(wheel: Path) -> None:
    """The libraries need no newer glibc than the tag says, and nothing else."""
    command = [sys.executable, "-m", "auditwheel", "show", wheel]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "manylinux_2_17" in " ".join(said.split()), said
