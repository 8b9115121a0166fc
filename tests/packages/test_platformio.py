"""The PlatformIO library: its manifest and archive by PlatformIO's own packer, its example as the
manifest says that it is compiled."""

import configparser
import json
import subprocess
import sys
import tarfile

import pytest

from tests.support.packages import SAME

# PlatformIO asks the network which licences there are; all else of the manifest it checks itself.
PACK = """
import sys
from platformio.package.manifest.schema import ManifestSchema
from platformio.package.pack import PackagePacker
known = {"licenses": [{"licenseId": "Apache-2.0"}]}
ManifestSchema.load_spdx_licenses = staticmethod(lambda: known)
print(PackagePacker(sys.argv[1]).pack(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def package(packages):
    return packages["seedlite-platformio"]


@pytest.mark.qemu
def test_example_as_the_manifest_says_equals_tflm_on_the_emulated_m4(package, on_m4):
    manifest = json.loads((package / "library.json").read_text())
    (example,) = manifest["examples"]
    files = [package / example["base"] / name for name in example["files"]]
    assert sorted(files) == sorted(p for p in (package / "examples").rglob("*") if p.is_file())
    sources = [path for path in files if path.suffix == ".c"]
    include = f"-I{package / manifest['build']['includeDir']}"
    assert (package / manifest["build"]["srcDir"] / manifest["headers"]).exists()
    assert SAME in on_m4(sources, include, *manifest["build"]["flags"])


def test_example_takes_the_library_from_the_package(package):
    project = package / "examples/digits"
    settings = configparser.ConfigParser()
    settings.read(project / "platformio.ini")
    path = settings["env:native"]["lib_deps"].removeprefix("symlink://")
    assert (project / path).resolve() == package.resolve()


def test_platformios_packer_takes_manifest_and_files(package, tmp_path):
    pytest.importorskip("platformio")
    target = tmp_path / "packed.tar.gz"
    command = [sys.executable, "-W", "ignore", "-c", PACK, package, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with tarfile.open(target) as packed:
        names = set(packed.getnames())
    ours = {str(p.relative_to(package)) for p in package.rglob("*") if p.is_file()}
    assert {name.removeprefix("./") for name in names} >= ours
