"""Exported libraries: their examples compile and give the model's outputs. Arduino's and Zephyr's
own build systems are stood in for by what their documentation says they do."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.boards.library import FORMATS, export, read_network
from seedlite.errors import UsageError
from seedlite.files import MADE
from tests.support import ops
from tests.support.builders import planned
from tests.support.exports import (
    DIGITS,
    NETWORKS,
    STRICT,
    compile_objects,
    expected_output,
    export_networks,
    library_objects,
    printed,
)
from tests.support.ops import Int8
from tests.support.zephyr import STAND_IN

ARDUINO = """
#include <cstdio>
#include <cstring>
struct { void begin(long) {} void println(int x) { std::printf("%d\\n", x); } } Serial;
static void delay(int) {}
"""


@pytest.fixture
def exported(tmp_path):
    def run(format: str, file: bytes = DIGITS) -> Path:
        export([read_network(file, "net.tflite")], format, tmp_path / "net")
        return tmp_path / "net"

    return run


@pytest.mark.parametrize("format", ["c", "platformio"])
def test_export_example_in_c_prints_the_models_output(exported, format, tmp_path):
    out = exported(format)
    (main,) = out.rglob("main.c")
    objects = compile_objects([main], tmp_path / "main", f"-I{out / 'src'}")
    subprocess.run(["cc", *objects, *library_objects(out), "-o", tmp_path / "a.out"], check=True)
    assert printed(tmp_path / "a.out") == expected_output(DIGITS)


def test_export_example_of_several_ports_prints_all_outputs(exported, tmp_path):
    split = planned(ops.split(Int8((1, 6, 4), 0.1, -3), 1, 3))
    out = exported("c", split)
    assert len(read_program(split).outputs) == 3
    objects = compile_objects([out / "example/main.c"], tmp_path / "main", f"-I{out / 'src'}")
    subprocess.run(["cc", *objects, *library_objects(out), "-o", tmp_path / "a.out"], check=True)
    assert printed(tmp_path / "a.out") == expected_output(split)


def test_export_cmake_example_builds_and_runs(exported):
    out = exported("cmake")
    build = out / "build"
    subprocess.run(["cmake", "-S", out, "-B", build], check=True, capture_output=True)
    command = ["cmake", "--build", build, "--target", "net_example"]
    subprocess.run(command, check=True, capture_output=True)
    assert printed(build / "net_example") == expected_output(DIGITS)


def test_export_arduino_sketch_compiles_as_cpp_and_runs(exported, tmp_path):
    out = exported("arduino")
    sketch = (out / "examples/net/net.ino").read_text()
    main = tmp_path / "sketch.cpp"
    main.write_text(f"{ARDUINO}\n{sketch}\nint main() {{ setup(); loop(); }}\n")
    objects = library_objects(out)
    program = tmp_path / "a.out"
    subprocess.run(["c++", *STRICT, f"-I{out / 'src'}", main, *objects, "-o", program], check=True)
    assert printed(program) == expected_output(DIGITS)
    lines = (out / "library.properties").read_text().splitlines()
    properties = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert {"name", "version", "author", "maintainer", "sentence", "url"} <= set(properties)
    assert (out / "src" / properties["includes"]).exists()
    assert not {"*", "avr"} & set(properties["architectures"].split(","))


def test_export_zephyr_sources_and_sample_compile(exported, tmp_path):
    out = exported("zephyr")
    header = tmp_path / "include/zephyr/sys/printk.h"
    header.parent.mkdir(parents=True)
    header.write_text("#include <stdio.h>\n#define printk printf\n")
    flags = (f"-I{tmp_path / 'include'}", f"-I{out / 'src'}")
    objects = compile_objects([out / "sample/src/main.c"], tmp_path / "main", *flags)
    subprocess.run(["cc", *objects, *library_objects(out), "-o", tmp_path / "a.out"], check=True)
    assert printed(tmp_path / "a.out") == expected_output(DIGITS)
    assert "cmake: zephyr" in (out / "zephyr/module.yml").read_text()


def test_export_zephyr_module_names_every_source(exported, tmp_path):
    out = exported("zephyr")
    module = f"add_subdirectory({out / 'zephyr'} module)"
    (tmp_path / "CMakeLists.txt").write_text(STAND_IN + module)
    build = tmp_path / "build"
    subprocess.run(["cmake", "-S", tmp_path, "-B", build], check=True, capture_output=True)
    subprocess.run(["cmake", "--build", build], check=True, capture_output=True)
    names = subprocess.check_output(["ar", "t", build / "module/libstand_in.a"], text=True).split()
    assert {"net.c.o", "sl_conv2d.c.o", "sl_weights.c.o"} <= set(names)


def test_export_platformio_manifest_is_json_with_the_sources_folder(exported):
    out = exported("platformio")
    manifest = json.loads((out / "library.json").read_text())
    assert manifest["name"] == "net"
    assert (out / manifest["build"]["srcDir"] / "net.c").exists()
    assert (out / "examples/net/platformio.ini").exists()


@pytest.mark.qemu
@pytest.mark.skipif(not shutil.which("arm-none-eabi-gcc"), reason="no Arm compiler")
def test_export_compiles_for_the_smallest_core(exported):
    out = exported("c")
    flags = ("-mcpu=cortex-m0", "-mthumb", "-Os", f"-I{out / 'src'}")
    command = ["arm-none-eabi-gcc", "-std=c99", *STRICT, *flags, "-c", *out.glob("src/**/*.c")]
    subprocess.run(command, cwd=out, check=True)


@pytest.mark.parametrize("format", FORMATS)
def test_export_has_no_loader_and_says_how_to_use_it(exported, format):
    out = exported(format)
    assert not list(out.rglob("sl_load.c"))
    assert "src/net.h" in (out / "README.md").read_text()


def test_export_existing_folder_is_kept_unless_forced(exported):
    out = exported("c")
    with pytest.raises(UsageError, match="exists"):
        exported("cmake")
    assert not (out / "CMakeLists.txt").exists()


def test_export_forced_replaces_its_own_files_and_keeps_others(exported, tmp_path):
    out = exported("arduino")
    (out / "build").mkdir()
    (out / "build" / "mine").write_text("mine")
    files = export([read_network(DIGITS, "net.tflite")], "cmake", out, force=True)
    found = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert found == {*files, ".seedlite", "build/mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_export_forced_leaves_a_folder_that_it_did_not_make(tmp_path):
    (tmp_path / "main.c").write_text("mine")
    with pytest.raises(UsageError, match="has files that are not seedlite's"):
        export([read_network(DIGITS, "net.tflite")], "c", tmp_path, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["main.c"]


def test_export_unknown_format_raises_usage_error_naming_the_known(tmp_path):
    with pytest.raises(UsageError, match="zephyr"):
        export([read_network(DIGITS, "net")], "mbed", tmp_path / "net")


@pytest.mark.parametrize("format", FORMATS)
def test_export_every_file_names_its_licence(exported, format):
    out = exported(format)
    assert "Apache License" in (out / "LICENSE").read_text()
    for path in out.rglob("*"):
        if path.is_dir() or path.name in ("LICENSE", MADE):
            continue
        text = path.read_text()
        if path.suffix == ".json":
            assert json.loads(text)["license"] == "Apache-2.0"
        else:
            assert "SPDX-License-Identifier: Apache-2.0" in text.splitlines()[0], path


def test_export_source_of_odd_name_stays_within_its_comments(tmp_path):
    export([read_network(DIGITS, 'a"b\nint;\\', "net")], "platformio", tmp_path / "net")
    library_objects(tmp_path / "net")
    assert 'a"b' in json.loads((tmp_path / "net/library.json").read_text())["description"]


@pytest.mark.parametrize("format", FORMATS)
def test_export_of_two_models_has_both_in_its_example_and_manifest(format, tmp_path):
    out = export_networks(tmp_path / "nets", *NETWORKS, format=format)
    (example,) = [*out.rglob("main.c"), *out.rglob("*.ino")]
    readme = (out / "README.md").read_text()
    for name in NETWORKS:
        assert f"{name}_invoke();" in example.read_text()
        assert f"src/{name}.h" in readme
    if format == "arduino":
        assert "includes=digits.h,poker.h\n" in (out / "library.properties").read_text()


def test_export_cmake_example_of_two_models_builds_and_runs(tmp_path):
    out = export_networks(tmp_path / "nets", *NETWORKS, format="cmake")
    build = out / "build"
    subprocess.run(["cmake", "-S", out, "-B", build], check=True, capture_output=True)
    command = ["cmake", "--build", build, "--target", "nets_example"]
    subprocess.run(command, check=True, capture_output=True)
    assert printed(build / "nets_example") == expected_output(*NETWORKS.values())


@pytest.mark.parametrize(
    ("format", "file", "need"),
    [
        ("cmake", "CMakeLists.txt", "find_package(seedlite 0.1.0 EXACT REQUIRED)"),
        ("arduino", "library.properties", "depends=seedlite (=0.1.0)\n"),
        ("platformio", "library.json", '"dependencies": {"seedlite": "0.1.0"}'),
        ("zephyr", "zephyr/module.yml", "depends:\n    - seedlite\n"),
    ],
)
def test_export_without_runtime_is_the_network_alone_and_names_what_it_needs(
    tmp_path, format, file, need
):
    out = tmp_path / "net"
    export([read_network(DIGITS, "net.tflite")], format, out, runtime=False)
    assert {path.name for path in out.glob("src/**/*")} == {"net.c", "net.h"}
    assert need in (out / file).read_text()
    assert "They need the runtime of seedlite 0.1.0" in (out / "README.md").read_text()


def test_export_front_end_without_runtime_is_refused(tmp_path):
    network = read_network(DIGITS, "net.tflite")
    with pytest.raises(UsageError, match="has the front end"):
        export([network], "c", tmp_path / "net", front_end=True, runtime=False)
    assert not (tmp_path / "net").exists()
