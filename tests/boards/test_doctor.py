"""Tools that are missing are named, with how to get them."""

import json
import os
import subprocess
import sys

import pytest

from seedlite.boards import doctor
from seedlite.boards.toolchain.tools import TOOLS, find_libc, find_tool
from seedlite.errors import ToolMissingError


@pytest.fixture
def empty_path(monkeypatch, tmp_path):
    """Nor does anything lie beside Python."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))


@pytest.mark.usefixtures("empty_path")
@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.program)
def test_tool_missing_raises_error_with_package(tool):
    with pytest.raises(ToolMissingError, match=f"{tool.program}.*apt install {tool.package}"):
        find_tool(tool)


def test_libc_missing_raises_error_with_package(monkeypatch, tmp_path):
    compiler = tmp_path / "arm-none-eabi-gcc"
    compiler.write_text("#!/bin/sh\necho nano.specs\n")  # as GCC does without newlib
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="apt install libnewlib-arm-none-eabi"):
        find_libc()


@pytest.mark.usefixtures("empty_path")
def test_doctor_without_tools_finds_only_python():
    checks = {check.what: check for check in doctor.run_checks()}
    assert checks["Python"].found
    assert checks["numpy"].found
    for tool in TOOLS:
        assert checks[tool.program].found is None
        assert tool.package in checks[tool.program].remedy
    assert checks["newlib for Arm"].found is None


def test_doctor_tool_on_path_reports_its_version(monkeypatch, tmp_path):
    ninja = tmp_path / "ninja"
    ninja.write_text("#!/bin/sh\necho 1.11.1\n")
    ninja.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    checks = {check.what: check for check in doctor.run_checks()}
    assert checks["ninja"].found == "1.11.1"


def test_doctor_tool_beside_python_is_found_without_path(monkeypatch, tmp_path):
    (tmp_path / "bin").mkdir()
    ninja = tmp_path / "bin" / "ninja"
    ninja.write_text("#!/bin/sh\necho 1.11.1\n")
    ninja.chmod(0o755)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    checks = {check.what: check for check in doctor.run_checks()}
    assert checks["ninja"].found == "1.11.1"


def doctor_output(*options: str, **environment: str) -> str:
    command = [sys.executable, "-m", "seedlite", "doctor", *options]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout


def test_doctor_shows_remedies_whole_even_where_it_is_narrow():
    """In one piece, to be copied: neither taken for markup nor broken."""
    output = doctor_output(PATH="/nonexistent", COLUMNS="40")
    checks = json.loads(doctor_output("--json", PATH="/nonexistent"))["checks"]
    missing = [check for check in checks if check["found"] is None]
    assert missing
    for check in missing:
        assert check["remedy"] in output
    if any(check["what"] == "pyocd" for check in missing):
        assert "pip install 'seedlite[flash]'" in output


def test_doctor_shows_where_the_cache_is_and_what_moves_it(tmp_path):
    assert f"XDG_CACHE_HOME moves it): {tmp_path}/seedlite" in doctor_output(
        XDG_CACHE_HOME=str(tmp_path), COLUMNS="40"
    )
    (tmp_path / "file").write_text("")
    output = doctor_output(XDG_CACHE_HOME=str(tmp_path / "file"))
    assert f"{tmp_path}/file/seedlite/firmware cannot be written (Not a directory)" in output


def test_doctor_package_absent_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", (("no-such-package", "nothing", "remedy"),))
    checks = {check.what: check for check in doctor.run_checks()}
    assert checks["no-such-package"].found is None
