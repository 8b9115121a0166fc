"""The Zephyr module: its files by Kconfig's and YAML's own readers, its CMake with a stand-in for
Zephyr's functions, its sample; with SEEDLITE_ZEPHYR, a checkout of Zephyr, the sample in it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.packages import SAME, run
from tests.support.waiting import lines_until
from tests.support.zephyr import STAND_IN


@pytest.fixture(scope="module")
def package(packages):
    return packages["seedlite-zephyr"]


def console(elf: Path) -> str:
    """What a program that does not end prints, up to the comparison."""
    command = ["qemu-system-arm", "-M", "mps2-an386", "-nographic", "-kernel", elf]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            return "".join(lines_until(process, process.stdout, re.compile("differ").search))
        finally:
            process.kill()


@pytest.mark.qemu
def test_sample_on_the_emulated_m4_equals_tflm(package, on_m4, tmp_path):
    header = tmp_path / "zephyr/sys/printk.h"
    header.parent.mkdir(parents=True)
    header.write_text("#include <stdio.h>\n#define printk printf\n")
    sources = (package / "samples/digits/src").glob("*.c")
    assert SAME in on_m4(sources, f"-I{tmp_path}", f"-I{package / 'src'}")


@pytest.mark.parametrize("wanted", ["y", "n"])
def test_module_is_compiled_whole_where_its_option_is_set(package, tmp_path, wanted):
    settings = f"set(CONFIG_SEEDLITE {wanted})\nset(CONFIG_SEEDLITE_NO_ASSEMBLY y)\n"
    add = f"add_subdirectory({package / 'zephyr'} module)\n"
    (tmp_path / "CMakeLists.txt").write_text(STAND_IN + settings + add)
    options = ("-G", "Ninja", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    run("cmake", "-S", tmp_path, "-B", tmp_path / "build", *options)
    listed = tmp_path / "build/compile_commands.json"  # not written without sources
    commands = listed.read_text() if listed.exists() else ""
    sources = list(package.glob("src/**/*.c"))
    assert commands.count('"file"') == (len(sources) if wanted == "y" else 0)
    assert commands.count("-DSL_NO_ASSEMBLY") == commands.count('"file"')


def test_kconfig_is_read_with_its_options(package):
    kconfiglib = pytest.importorskip("kconfiglib")
    options = kconfiglib.Kconfig(str(package / "zephyr/Kconfig"), warn_to_stderr=False)
    assert options.warnings == []
    options.load_config(str(package / "samples/digits/prj.conf"))
    assert options.syms["SEEDLITE"].str_value == "y"
    assert options.syms["SEEDLITE_NO_ASSEMBLY"].str_value == "n"


def test_module_description_names_files_that_exist(package):
    yaml = pytest.importorskip("yaml")
    module = yaml.safe_load((package / "zephyr/module.yml").read_text())
    assert module["name"] == "seedlite"
    assert (package / module["build"]["cmake"] / "CMakeLists.txt").exists()
    assert (package / module["build"]["kconfig"]).exists()
    assert [list((package / folder).glob("*/sample.yaml")) for folder in module["samples"]] != [[]]


@pytest.mark.qemu
@pytest.mark.slow
def test_sample_in_zephyr_equals_tflm(package, tmp_path):
    if not (checkout := os.environ.get("SEEDLITE_ZEPHYR")):
        pytest.skip("SEEDLITE_ZEPHYR names no checkout of Zephyr")
    tools = shutil.which("arm-none-eabi-gcc").removesuffix("gcc")
    zephyr = (f"-DZEPHYR_BASE={checkout}", f"-DZephyr_DIR={checkout}/share/zephyr-package/cmake")
    compiler = ("-DZEPHYR_TOOLCHAIN_VARIANT=cross-compile", f"-DCROSS_COMPILE={tools}")
    source = ("-S", package / "samples/digits", "-B", tmp_path, "-G", "Ninja", "-DBOARD=mps2/an386")
    run("cmake", *source, *zephyr, *compiler)
    run("cmake", "--build", tmp_path)
    assert SAME in console(tmp_path / "zephyr/zephyr.elf")
