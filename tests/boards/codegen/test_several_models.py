"""Several models in one program: exported together or apart, linked in every way, with compilers
and linkers of both families; different versions of the runtime never meet silently."""

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from seedlite.boards.codegen import runtime
from seedlite.boards.codegen.program import read_program
from tests.support.exports import (
    NETWORKS,
    compile_objects,
    expected_output,
    export_networks,
    library_objects,
    printed,
)

MESSAGE = "sl_two_versions_of_the_seedlite_runtime_export_all_models_again"
MAIN = """
#include <stdio.h>
#include <string.h>
#include "digits.h"
#include "poker.h"
int main(void) {
  memset(digits_input(), DIGITS_INPUT_ZERO_POINT, DIGITS_INPUT_BYTES);
  digits_invoke();
  for (int i = 0; i < DIGITS_OUTPUT_BYTES; i++) printf("%d\\n", digits_output()[i]);
  memset(poker_input(), POKER_INPUT_ZERO_POINT, POKER_INPUT_BYTES);
  poker_invoke();
  for (int i = 0; i < POKER_OUTPUT_BYTES; i++) printf("%d\\n", poker_output()[i]);
  return 0;
}
"""


@dataclass(frozen=True)
class Toolchain:
    """Commands, and whether programs run on this machine."""

    compiler: tuple[str, ...]
    archiver: tuple[str, ...]
    link: tuple[str, ...] = ()
    runs: bool = True

    def skip_if_missing(self) -> None:
        if "ziglang" in self.compiler and not importlib.util.find_spec("ziglang"):
            pytest.skip("no ziglang, which brings clang and lld")
        if not shutil.which(self.compiler[0]):
            pytest.skip(f"no {self.compiler[0]}")


ZIG = (sys.executable, "-m", "ziglang")
ARM = ("arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb")
TOOLCHAINS = {
    "gcc": Toolchain(("cc",), ("ar",)),
    "clang-lld": Toolchain((*ZIG, "cc"), (*ZIG, "ar")),
    "arm": Toolchain(ARM, ("arm-none-eabi-ar",), ("--specs=nosys.specs", "-w"), runs=False),
    "gcc-lto": Toolchain(("cc", "-O2", "-flto"), ("gcc-ar",)),
    "clang-lld-lto": Toolchain((*ZIG, "cc", "-O2", "-flto"), (*ZIG, "ar")),
    "arm-lto": Toolchain(
        (*ARM, "-O2", "-flto"), ("arm-none-eabi-gcc-ar",), ("--specs=nosys.specs", "-w"), runs=False
    ),
}


@dataclass
class Linking:
    """Two libraries and a main that uses both, as objects."""

    toolchain: Toolchain
    folder: Path
    main: list[Path]
    libraries: list[list[Path]]

    def link(self, how: str) -> subprocess.CompletedProcess[str]:
        files: list[object] = [object for library in self.libraries for object in library]
        if how != "objects":
            files = [self.archive(number) for number in range(len(self.libraries))]
        if how == "whole":
            files = ["-Wl,--whole-archive", *files, "-Wl,--no-whole-archive"]
        t = self.toolchain
        command = [*t.compiler, *self.main, *files, *t.link, "-o", self.program]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def archive(self, number: int) -> Path:
        archive = self.folder / f"lib{number}.a"
        objects = self.libraries[number]
        subprocess.run([*self.toolchain.archiver, "rcs", archive, *objects], check=True)
        return archive

    @property
    def program(self) -> Path:
        return self.folder / "a.out"


def compiled(toolchain: Toolchain, folder: Path, outs: list[Path], *flags: str) -> Linking:
    toolchain.skip_if_missing()
    (folder / "main.c").write_text(MAIN)
    includes = [f"-I{out / 'src'}" for out in outs]
    main = compile_objects(
        [folder / "main.c"], folder / "main", *includes, compiler=toolchain.compiler
    )
    libraries = [library_objects(out, *flags, compiler=toolchain.compiler) for out in outs]
    return Linking(toolchain, folder, main, libraries)


def exported_apart(folder: Path) -> list[Path]:
    return [export_networks(folder / name, name) for name in NETWORKS]


def exported_by_two_versions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Of which the second has another line in its sl_invoke.c."""
    first = export_networks(folder / "digits", "digits")
    sources = runtime._sources()
    changed = {
        **sources,
        "seedlite/run/sl_invoke.c": sources["seedlite/run/sl_invoke.c"] + "// changed\n",
    }
    monkeypatch.setattr(runtime, "_sources", lambda: changed)
    return [first, export_networks(folder / "poker", "poker")]


@pytest.mark.parametrize("toolchain", TOOLCHAINS)
def test_two_exports_in_one_program_link_in_every_way(toolchain, tmp_path):
    linking = compiled(TOOLCHAINS[toolchain], tmp_path, exported_apart(tmp_path))
    for how in ("objects", "archives", "whole"):
        done = linking.link(how)
        assert done.returncode == 0, f"{how}: {done.stderr}"
        if linking.toolchain.runs:
            assert printed(linking.program) == expected_output(*NETWORKS.values())


@pytest.mark.parametrize("toolchain", TOOLCHAINS)
def test_two_exports_of_two_versions_do_not_link(toolchain, tmp_path, monkeypatch):
    outs = exported_by_two_versions(tmp_path, monkeypatch)
    linking = compiled(TOOLCHAINS[toolchain], tmp_path, outs)
    for how in ("objects", "archives", "whole"):
        done = linking.link(how)
        assert done.returncode != 0, how
        assert MESSAGE in done.stderr


def test_generated_code_beside_another_runtime_does_not_compile(tmp_path, monkeypatch):
    first, second = exported_by_two_versions(tmp_path, monkeypatch)
    for name in ("poker.c", "poker.h"):
        shutil.copy(second / "src" / name, first / "src" / name)
    command = ["cc", "-fsyntax-only", first / "src/poker.c"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "of two versions: export the model again" in done.stderr


def arena_bytes(program: Path) -> list[int]:
    """Sizes of all arenas."""
    lines = subprocess.check_output(["nm", "-P", "-t", "d", program], text=True).splitlines()
    fields = [line.split() for line in lines]
    return sorted(int(f[3]) for f in fields if f[0].partition(".")[0].endswith("_arena"))


@pytest.fixture
def own_arenas() -> list[int]:
    return sorted(read_program(file).arena_bytes for file in NETWORKS.values())


@pytest.mark.parametrize("toolchain", TOOLCHAINS)
def test_separate_exports_compiled_to_share_have_one_arena(toolchain, tmp_path, own_arenas):
    outs, flag = exported_apart(tmp_path), f"-DSL_SHARED_ARENA_BYTES={own_arenas[-1]}"
    linking = compiled(TOOLCHAINS[toolchain], tmp_path, outs, flag)
    for how in ("objects", "archives", "whole"):
        done = linking.link(how)
        assert done.returncode == 0, done.stderr
        assert "sl_shared_arena" not in done.stderr
        if linking.toolchain.runs:
            assert printed(linking.program) == expected_output(*NETWORKS.values())
        if "lto" not in toolchain:
            assert arena_bytes(linking.program) == own_arenas[-1:]


@pytest.mark.parametrize("share", [False, True])
def test_export_of_two_models_shares_the_arena_where_asked(share, tmp_path, own_arenas):
    out = export_networks(tmp_path / "nets", *NETWORKS, share_arena=share)
    linking = compiled(TOOLCHAINS["gcc"], tmp_path, [out])
    assert linking.link("objects").returncode == 0
    assert printed(linking.program) == expected_output(*NETWORKS.values())
    assert arena_bytes(linking.program) == (own_arenas[-1:] if share else own_arenas)
    assert ("These models share one arena" in (out / "README.md").read_text()) == share


def test_exports_of_two_arena_sizes_get_the_larger(tmp_path, own_arenas):
    outs = [export_networks(tmp_path / name, name, share_arena=True) for name in NETWORKS]
    linking = compiled(TOOLCHAINS["gcc"], tmp_path, outs)
    assert linking.link("objects").returncode == 0
    assert printed(linking.program) == expected_output(*NETWORKS.values())
    assert arena_bytes(linking.program) == own_arenas[-1:]


def test_shared_arena_that_is_too_small_does_not_compile(tmp_path, own_arenas):
    out = export_networks(tmp_path / "digits", "digits")
    flag = f"-DSL_SHARED_ARENA_BYTES={own_arenas[-1] - 1}"
    command = ["cc", flag, "-fsyntax-only", out / "src/digits.c"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"of at least {own_arenas[-1]}" in done.stderr
