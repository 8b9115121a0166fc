"""The Arduino library: arduino-lint's rules, by their numbers, and the example as a sketch on an
emulated Cortex-M4. Its own schemas are applied where SEEDLITE_ARDUINO_LINT names a checkout."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.support.packages import SAME

ARDUINO_H = """
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct Line {
  void begin(long) {}
  void print(int x) { printf("%d", x); }
  void print(const char *x) { printf("%s", x); }
  void println(int x) { printf("%d\\n", x); }
  void println(const char *x) { printf("%s\\n", x); }
};
static Line Serial;
static inline void delay(long) {}
"""
# what the builder puts around a sketch
BEFORE = "#include <Arduino.h>\nvoid setup();\nvoid loop();\n"
AFTER = "\nint main() { setup(); loop(); return 0; }\n"
CATEGORIES = [
    "Display",
    "Communication",
    "Signal Input/Output",
    "Sensors",
    "Device Control",
    "Timing",
    "Data Storage",
    "Data Processing",
    "Other",
]


@pytest.fixture(scope="module")
def package(packages) -> Path:
    return packages["seedlite-arduino"]


@pytest.fixture(scope="module")
def properties(package) -> dict[str, str]:
    lines = (package / "library.properties").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.qemu
def test_sketch_on_the_emulated_m4_equals_tflm(package, on_m4, tmp_path):
    (tmp_path / "Arduino.h").write_text(ARDUINO_H)
    (sketch,) = package.glob("examples/*/*.ino")
    main = tmp_path / "sketch.cpp"
    main.write_text(BEFORE + sketch.read_text() + AFTER)
    flags = (f"-I{tmp_path}", f"-I{package / 'src'}", f"-I{sketch.parent}")
    assert SAME in on_m4([main, *sketch.parent.glob("*.c")], *flags)


def test_library_properties_keep_the_rules_of_arduino_lint(package, properties):
    name = properties["name"]
    assert len(name) <= 16  # LP009, LP010
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name)  # LP011, LP015
    assert not re.search("arduino|library", name, re.I)  # LP012, LP013, LP014, LP016
    assert re.fullmatch(r"\d+\.\d+\.\d+", properties["version"])  # LP020, LP021
    assert properties["author"]  # LP023, LP024
    assert not properties["maintainer"].lower().startswith("arduino")  # LP025 ... LP028, LP057
    assert "email" not in properties  # LP029
    assert properties["sentence"]  # LP031, LP032
    assert not properties["paragraph"].startswith(properties["sentence"])  # LP034, LP036
    assert properties["category"] in CATEGORIES  # LP037 ... LP039
    assert re.fullmatch(r"https://\S+", properties["url"])  # LP040, LP041
    architectures = properties["architectures"].split(",")  # LP043 ... LP047
    assert "" not in architectures
    assert not {"*", "avr"} & set(architectures)  # int has 32 bits
    assert all((package / "src" / path).exists() for path in properties["includes"].split(","))
    known = "name version author maintainer sentence paragraph category url architectures includes"
    assert list(properties) == known.split()  # LP006, LP017


def test_files_keep_the_rules_of_arduino_lint(package):
    paths = [str(path.relative_to(package)) for path in package.rglob("*")]
    assert package.name == "seedlite"  # LS001, LS002
    assert not any(path.is_symlink() for path in package.rglob("*"))  # LS005
    assert {"LICENSE", "README.md"} <= set(paths)  # LS006, LS008
    assert not {"utility", "Src", "extra"} & set(paths)  # LS009, LS010, LS012
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", part) for path in paths for part in path.split("/"))
    for sketch in package.glob("examples/*"):
        assert (sketch / f"{sketch.name}.ino").exists()  # SS001: named like the folder


def test_keywords_are_separated_by_tabs_and_known_to_the_header(package):
    lines = (package / "keywords.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    headers = "".join(path.read_text() for path in package.glob("src/*.h"))
    for word, kind in rows:
        assert kind in ("KEYWORD1", "KEYWORD2", "LITERAL1")
        assert re.search(rf"\b{word}\b", headers)


@pytest.mark.parametrize("level", ["", "-strict"])
def test_library_properties_fit_the_schema_of_arduino_lint(properties, level):
    if not (checkout := os.environ.get("SEEDLITE_ARDUINO_LINT")):
        pytest.skip("SEEDLITE_ARDUINO_LINT names no checkout of arduino-lint")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    folder = Path(checkout) / "etc/schemas"
    schemas = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    resources = [(s["$id"], referencing.Resource.from_contents(s)) for s in schemas]
    registry = referencing.Registry().with_resources(resources)
    schema = json.loads((folder / f"arduino-library-properties{level}-schema.json").read_text())
    jsonschema.Draft7Validator(schema, registry=registry).validate(properties)
