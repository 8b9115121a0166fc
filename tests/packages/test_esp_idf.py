"""The ESP-IDF component: packed by its component manager, its CMake with a stand-in for ESP-IDF's
function, its example."""

import shutil
import sys
import tarfile
from pathlib import Path

import pytest

from tests.support.packages import SAME, copied, run

STAND_IN = """
cmake_minimum_required(VERSION 3.16)
project(stand_in C)
function(idf_component_register)
  cmake_parse_arguments(given "" "" "SRCS;INCLUDE_DIRS;REQUIRES" ${ARGN})
  add_library(component STATIC ${given_SRCS})
  target_include_directories(component PUBLIC ${given_INCLUDE_DIRS})
endfunction()
"""
MAIN = "void app_main(void);\nint main(void) {\n  app_main();\n  return 0;\n}\n"


@pytest.fixture(scope="module")
def package(packages):
    return packages["seedlite-esp-idf"]


@pytest.mark.qemu
def test_example_on_the_emulated_m4_equals_tflm(package, on_m4, tmp_path):
    main = tmp_path / "start_of_example.c"
    main.write_text(MAIN)
    sources = package.glob("examples/digits/main/*.c")
    assert SAME in on_m4([main, *sources], f"-I{package / 'src'}")


def test_component_registers_every_source(package, tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(f"{STAND_IN}add_subdirectory({package} component)\n")
    options = ("-G", "Ninja", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    run("cmake", "-S", tmp_path, "-B", tmp_path / "build", *options)
    commands = (tmp_path / "build/compile_commands.json").read_text()
    assert commands.count('"file"') == len(list(package.glob("src/**/*.c")))
    assert f"-I{package / 'src'}" in commands


def test_component_manager_packs_the_component_without_warnings(package, tmp_path):
    compote = Path(sys.executable).with_name("compote")
    if not compote.exists() and not shutil.which("compote"):
        pytest.skip("no compote: pip install idf-component-manager")
    folder = copied(package, tmp_path / "seedlite")
    run(compote, "-W", "component", "pack", "--name", "seedlite", folder=folder)
    with tarfile.open(folder / "dist/seedlite_0.1.0.tgz") as packed:
        names = {name.removeprefix("./") for name in packed.getnames()}
    assert {str(p.relative_to(package)) for p in package.glob("src/**/*.[ch]")} <= names


def test_example_depends_on_the_component_that_it_is_part_of(package):
    yaml = pytest.importorskip("yaml")
    main = package / "examples/digits/main"
    needs = yaml.safe_load((main / "idf_component.yml").read_text())["dependencies"]
    assert (main / needs["seedlite"]["path"]).resolve() == package.resolve()
