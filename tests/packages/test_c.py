"""The package for plain C and CMake: built, installed, fetched; its example on the host and on an
emulated Cortex-M4."""

import shutil
import subprocess

import pytest

from seedlite.boards.library import export, read_network
from tests.support.exports import DIGITS, expected_output, printed
from tests.support.packages import SAME, cached, copied, run

NAME = "seedlite-runtime"
MAKE = (f"CC={cached('cc')}", "CFLAGS=-O0")


@pytest.fixture
def package(packages, tmp_path):
    return copied(packages[NAME], tmp_path / "package")


@pytest.fixture(scope="module")
def made(packages, tmp_path_factory):
    """The package in which make has built the library."""
    folder = copied(packages[NAME], tmp_path_factory.mktemp("make") / "package")
    run("make", *MAKE, folder=folder)
    return folder


@pytest.fixture(scope="module")
def installed(packages, tmp_path_factory):
    """A prefix that was moved after the installation."""
    folder = tmp_path_factory.mktemp("cmake")
    run("cmake", "-S", packages[NAME], "-B", folder / "build", "-DCMAKE_BUILD_TYPE=Debug")
    run("cmake", "--build", folder / "build")
    run("cmake", "--install", folder / "build", "--prefix", folder / "prefix")
    shutil.rmtree(folder / "build")
    return (folder / "prefix").rename(folder / "moved")


def test_example_by_make_equals_tflm(made):
    assert SAME in run("make", "example", *MAKE, folder=made)


@pytest.mark.qemu
@pytest.mark.skipif(not shutil.which("arm-none-eabi-gcc"), reason="no Arm compiler")
def test_example_by_make_in_qemu_equals_tflm(package):
    assert SAME in run("make", "qemu", folder=package)


def test_example_by_the_compiler_alone_equals_tflm(package, tmp_path):
    """The command of the package's README."""
    readme = (package / "README.md").read_text()
    command = readme.partition("Without make: `")[2].partition("`")[0].replace("-O2", "-O0")
    subprocess.run(["bash", "-c", command], cwd=package, check=True)
    assert SAME in run(package / "example.out")


def test_install_by_make_gives_a_library_that_programs_find(made, tmp_path):
    prefix, example = tmp_path / "prefix", made / "example"
    run("make", "install", f"PREFIX={prefix}", *MAKE, folder=made)
    paths = (f"-I{prefix / 'include'}", f"-L{prefix / 'lib'}")
    program = tmp_path / "program"
    run("cc", *paths, example / "main.c", example / "digits.c", "-lseedlite", "-o", program)
    assert SAME in run(program)


def test_example_by_find_package_in_a_moved_prefix_equals_tflm(packages, installed, tmp_path):
    build, example = tmp_path / "build", packages[NAME] / "example"
    run("cmake", "-S", example, "-B", build, f"-DCMAKE_PREFIX_PATH={installed}")
    run("cmake", "--build", build)
    assert SAME in run(build / "example")
    assert str(installed) in (build / "CMakeCache.txt").read_text()


def test_example_by_fetch_content_of_the_archive_equals_tflm(packages, archives, tmp_path):
    build, example = tmp_path / "build", packages[NAME] / "example"
    run("cmake", "-S", example, "-B", build, f"-DSEEDLITE_ARCHIVE={archives[NAME]}")
    run("cmake", "--build", build)
    assert SAME in run(build / "example")


def test_fetch_content_as_the_readme_has_it_gives_no_warning(packages, archives, tmp_path):
    readme = (packages[NAME] / "README.md").read_text()
    block = readme.partition("include(FetchContent)")[2].partition("target_link_libraries")[0]
    fetch = block.replace(f"/path/to/{archives[NAME].name}", str(archives[NAME]))
    (tmp_path / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.20)\nproject(fetching C)\ninclude(FetchContent)\n{fetch}"
    )
    command = ["cmake", "-S", tmp_path, "-B", tmp_path / "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Build files have been written" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(("version", "found"), [("0.1.0", 1), ("0.1", 1), ("0.2", 0), ("1.0", 0)])
def test_find_package_takes_the_version_asked_for_alone(installed, tmp_path, version, found):
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.15)\nproject(asking C)\n"
        f"find_package(seedlite {version} QUIET)\nmessage(STATUS found=${{seedlite_FOUND}})\n"
    )
    build = tmp_path / "build"
    answer = run("cmake", "-S", tmp_path, "-B", build, f"-DCMAKE_PREFIX_PATH={installed}")
    assert f"found={found}" in answer


def test_network_exported_without_runtime_links_with_the_installed_one(installed, tmp_path):
    out, build = tmp_path / "net", tmp_path / "build"
    export([read_network(DIGITS, "net.tflite")], "cmake", out, runtime=False)
    assert sorted(path.name for path in out.glob("src/**/*")) == ["net.c", "net.h"]
    run("cmake", "-S", out, "-B", build, f"-DCMAKE_PREFIX_PATH={installed}")
    run("cmake", "--build", build, "--target", "net_example")
    assert printed(build / "net_example") == expected_output(DIGITS)


def test_network_of_another_version_does_not_compile_beside_the_runtime(packages, tmp_path):
    out = tmp_path / "net"
    export([read_network(DIGITS, "net.tflite")], "c", out, runtime=False)
    source = out / "src/net.c"
    text = source.read_text()
    source.write_text(text.replace("SL_RUNTIME_VERSION != 0x", "SL_RUNTIME_VERSION != 1 + 0x"))
    done = subprocess.run(
        ["cc", f"-I{packages[NAME] / 'src'}", "-c", source, "-o", tmp_path / "net.o"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "are of two versions: export the model again" in done.stderr
