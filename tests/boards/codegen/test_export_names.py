"""Names of models that meet other people's files, functions and macros."""

import subprocess
from pathlib import Path

import pytest

from seedlite.boards.codegen.names import c_name, check_name
from seedlite.boards.library import export, read_network
from seedlite.boards.toolchain.tools import COMPILER, find_tool
from seedlite.errors import ToolMissingError, UsageError
from tests.support.exports import DIGITS, STRICT, expected_output, library_objects, printed

# files and folders of the runtime, what generated code calls its own, C's and C++'s words
GOOD = ("weights", "program", "bits", "kernels", "model", "op0", "int", "class", "aligned", "int8")
BAD = (
    "stdint",
    "string",
    "time",
    "seedlite",
    "seedlite_format",
    "sl",
    "sl_program",
    "wire",
    "test",
)


@pytest.mark.parametrize("name", GOOD)
def test_export_of_any_good_name_compiles_and_runs(name, tmp_path):
    out, program = tmp_path / "net", tmp_path / "a.out"
    export([read_network(DIGITS, "a model", name)], "c", out)
    main = out / "example/main.c"
    objects = library_objects(out)
    command = ["cc", *STRICT, f"-I{out / 'src'}", main, *objects, "-o", program]
    subprocess.run(command, check=True)
    assert printed(program) == expected_output(DIGITS)


@pytest.mark.parametrize("name", BAD)
def test_export_of_taken_name_is_refused_with_the_remedy(name, tmp_path):
    with pytest.raises(UsageError, match="`name`"):
        export([read_network(DIGITS, f"{name}.tflite")], "c", tmp_path / "net")
    assert not (tmp_path / "net").exists()


def test_export_into_folder_of_taken_name_is_refused_with_the_remedy(tmp_path):
    models = [read_network(DIGITS, "a"), read_network(DIGITS, "b")]
    with pytest.raises(UsageError, match="`out`"):
        export(models, "c", tmp_path / "stdio")


def test_export_of_two_models_of_one_name_is_refused(tmp_path):
    models = [read_network(DIGITS, "x/net.tflite"), read_network(DIGITS, "y/net.tflite")]
    with pytest.raises(UsageError, match=r"both define .*`name`"):
        export(models, "c", tmp_path / "nets")


def test_names_of_installed_c_headers_are_all_refused():
    try:
        compiler = find_tool(COMPILER)
    except ToolMissingError as error:
        pytest.skip(str(error))
    listing = subprocess.run(
        [compiler, "-E", "-v", "-xc", "/dev/null"], capture_output=True, text=True, check=True
    ).stderr
    folders = [Path(line[1:]) for line in listing.splitlines() if line.startswith(" /")]
    headers = {path.stem.lower() for folder in folders for path in folder.glob("*.h")}
    assert {"stdio", "stdint"} <= headers
    for name in headers:
        with pytest.raises(UsageError):
            check_name(name)


@pytest.mark.parametrize(
    ("source", "name"),
    [("a/Small-Net.tflite", "small_net"), ("2bit.tflite", "model_2bit"), ("é.tflite", "model")],
)
def test_c_name_of_any_file_is_an_identifier(source, name):
    assert c_name(source) == name
