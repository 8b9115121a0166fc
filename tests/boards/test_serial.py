"""Firmware on emulated boards, driven over the serial line as a user's board is."""

from dataclasses import replace

import numpy as np
import pytest

from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.run import on_board
from seedlite.boards.serial_line import Link
from seedlite.boards.toolchain.build import build_firmware
from seedlite.compress.pipeline import convert
from seedlite.errors import DataWarning
from seedlite.execution.evaluation import evaluate
from seedlite.execution.run import run
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support.boards import ONE_OF_EACH_KIND, boards_where
from tests.support.comparing import rows_of_tflm
from tests.support.places import DIGITS
from tests.support.serial_line import emulated

pytestmark = [pytest.mark.qemu, pytest.mark.usefixtures("board")]
EMULATED = boards_where(lambda board: board.emulation, ONE_OF_EACH_KIND)


@pytest.fixture
def port(request, tmp_path):
    """The serial line of the emulated board named by the test, with digits' firmware."""
    board = find_board(request.param)
    program = read_program(DIGITS.read_bytes(), DIGITS.name)
    firmware = build_firmware(program, board, tmp_path, "serial")
    with emulated(firmware.elf, board) as port:
        yield port


@pytest.mark.parametrize("port", EMULATED, indirect=True)
def test_run_over_serial_every_emulated_board_equals_tflm(request, port):
    file = DIGITS.read_bytes()
    x = np.random.default_rng(5).integers(-128, 128, (2, 8, 8, 1)).astype(np.int8)
    truth = rows_of_tflm(file, x)
    board = request.node.callspec.params["port"]
    assert np.array_equal(run(file, x, on_board(board, port)).outputs.reshape(2, -1), truth)


@pytest.mark.parametrize("port", ["mps2-an386"], indirect=True)
def test_evaluate_over_serial_equals_host(port, tmp_path):
    file = DIGITS.read_bytes()
    model = parse(file)
    scale = model.tensors[model.inputs[0]].scale
    rng = np.random.default_rng(6)
    data = tmp_path / "data.npz"
    np.savez(data, x=rng.uniform(0, 256 * scale, (8, 8, 8, 1)), y=rng.integers(0, 10, 8))
    measured = evaluate(file, data, on=on_board("mps2-an386", port))
    assert replace(measured, on="host", validation=None) == evaluate(file, data)
    assert measured.validation.agrees
    assert measured.validation.inferences == measured.validation.equal == 8
    times = measured.validation.microseconds
    assert 0 < times.least <= times.mean <= times.most


@pytest.mark.parametrize("port", ["mps2-an386"], indirect=True)
def test_evaluate_by_layer_compares_and_times_every_operator(port):
    file = DIGITS.read_bytes()
    x = np.random.default_rng(7).uniform(0, 1, (2, 8, 8, 1))
    runner = on_board("mps2-an386", port, by_layer=True)
    found = evaluate(file, (x, np.zeros(2, int)), on=runner).validation
    assert found.agrees
    model = parse(file)
    outputs = [model.tensors[o.outputs[0]] for o in model.operators if o.computes]
    assert [layer.bytes for layer in found.layers] == [2 * t.bytes for t in outputs]
    assert all(layer.microseconds is not None for layer in found.layers)
    other = bytearray(convert_stock(seed=2))
    with pytest.warns(DataWarning, match="the first layer that differs is 0 CONV_2D"):
        found = evaluate(bytes(other), (x, np.zeros(2, int)), on=runner).validation
    assert not found.agrees
    assert found.layers[0].different > 0


def convert_stock(seed: int) -> bytes:
    """Returns the network of the port's firmware with other weights in the same form."""
    return convert(expand(DIGITS.read_bytes()), bits=2, seed=seed).file


@pytest.mark.parametrize("port", ["stm32vldiscovery", "microbit"], indirect=True)
def test_serial_clock_advances_and_board_says_what_it_runs(port):
    with Link(port) as link:
        first, second = (int(link.command("timestamp")[0].rpartition("-")[2]) for _ in range(2))
        profile = link.profile()
    assert 0 < second - first < 1_000_000
    assert profile["name"] == "seedlite"
    assert profile["model"] == DIGITS.stem


@pytest.mark.parametrize("port", ["mps2-an385"], indirect=True)
def test_serial_noise_and_overlong_commands_are_errors_and_the_next_works(port):
    with Link(port) as link:
        for noise in (b"\xff\x00na%", b"x" * 5000 + b"%", b"db load%", b"infer 1 0%", b"%"):
            link._port.write(noise)
            lines = [link._line(1e12, "noise") for _ in range(2)]
            assert lines[0].startswith("e-[")
            assert lines[1] == "m-ready"
            assert link.command("name") == ["m-name-dut-[seedlite]"]
