"""The CMSIS-Pack: its description by the schema, where SEEDLITE_CMSIS_PACK_SPEC names a checkout of
Open-CMSIS-Pack-Spec, and against its files; its user code template as a program."""

import os
import zipfile
from pathlib import Path

import pytest

from tests.support.packages import SAME

NAME = "seedlite.seedlite"


@pytest.fixture(scope="module")
def package(packages) -> Path:
    return packages[NAME]


@pytest.fixture(scope="module")
def description(package):
    etree = pytest.importorskip("lxml.etree")
    return etree.parse(package / f"{NAME}.pdsc")


def test_pack_is_named_after_vendor_name_and_version(archives, description):
    vendor, name = description.findtext("vendor"), description.findtext("name")
    version = description.find("releases/release").get("version")
    assert archives[NAME].name == f"{vendor}.{name}.{version}.pack"
    with zipfile.ZipFile(archives[NAME]) as pack:
        assert f"{vendor}.{name}.pdsc" in pack.namelist()
    assert {c.get("Cversion") for c in description.iter("component")} == {version}


def test_component_lists_every_source_and_files_that_exist(package, description):
    files = {file.get("name"): file for file in description.iter("file")}
    assert all((package / name).exists() for name in files)
    sources = {name for name, file in files.items() if file.get("category") == "sourceC"}
    assert sources == {str(path.relative_to(package)) for path in package.rglob("*.c")}
    assert (package / description.findtext("license")).exists()


@pytest.mark.qemu
def test_template_on_the_emulated_m4_equals_tflm(package, description, on_m4):
    files = list(description.iter("file"))
    include = [f"-I{package / f.get('name')}" for f in files if f.get("category") == "include"]
    template = [package / f.get("name") for f in files if f.get("attr") == "template"]
    assert SAME in on_m4([path for path in template if path.suffix == ".c"], *include)


def test_description_fits_the_schema(description):
    if not (checkout := os.environ.get("SEEDLITE_CMSIS_PACK_SPEC")):
        pytest.skip("SEEDLITE_CMSIS_PACK_SPEC names no checkout of Open-CMSIS-Pack-Spec")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(Path(checkout) / "schema/PACK.xsd"))
    assert schema.validate(description), schema.error_log
