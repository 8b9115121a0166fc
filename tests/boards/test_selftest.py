"""`seedlite test`: its cases on every emulated board, and what it says when one fails."""

import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from seedlite.boards import self_test as selftest
from seedlite.boards.board import list_boards
from seedlite.boards.self_test import CASES, junit_xml
from seedlite.errors import UsageError
from tests.support.boards import boards_where
from tests.support.operators import OPERATORS

EMULATED = boards_where(lambda board: board.emulation, ("microbit", "mps2-an386", "riscv-virt"))


def test_selftest_has_every_operator_and_whole_networks():
    names = {path.stem for path in CASES.glob("*.npz")}
    assert set(OPERATORS) | {"digits-seeded2", "digits-batch50"} == names


@pytest.mark.qemu
@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("name", EMULATED)
def test_selftest_every_case_gives_tflms_bytes(name):
    outcomes = selftest.selftest([name])
    assert len(outcomes) == len(list(CASES.glob("*.npz")))
    assert [(o.case, o.fault) for o in outcomes if o.fault] == []


@pytest.fixture
def wrong_case(monkeypatch, tmp_path):
    """One case, of which one output byte is wrong."""
    with np.load(CASES / "relu.npz") as case:
        y = case["y"].copy()
        y[0, 0] ^= 1
        np.savez(tmp_path / "relu.npz", model=case["model"], x=case["x"], y=y)
    monkeypatch.setattr(selftest, "CASES", tmp_path)


@pytest.mark.qemu
@pytest.mark.usefixtures("board", "wrong_case")
def test_selftest_wrong_byte_is_a_failure_in_the_report():
    outcomes = selftest.selftest(["mps2-an386"])
    (outcome,) = outcomes
    assert outcome.fault.startswith("1 of ")
    suite = ET.fromstring(junit_xml(outcomes)).find("testsuite")
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == (
        "mps2-an386",
        "1",
        "1",
    )
    assert suite.find("testcase/failure").get("message") == outcome.fault


def test_selftest_board_without_emulator_raises_usage_error():
    with pytest.raises(UsageError, match="no emulator"):
        selftest.selftest(["rpi-pico"])


def test_selftest_leaves_out_riscv_alone_where_its_tools_are_missing(monkeypatch, tmp_path):
    run: list[str] = []
    monkeypatch.setattr(selftest, "_run_all", lambda boards, cases: run.extend(boards) or [])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    selftest.selftest()
    emulated = {board.name for board in list_boards() if board.emulation}
    assert {board.name for board in run} == emulated - {"riscv-virt"}


def test_selftest_of_riscv_says_which_tool_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    outcome = selftest.selftest(["riscv-virt"])[0]
    assert "riscv64-unknown-elf-gcc, which compiles for RISC-V, is not on PATH" in outcome.fault
