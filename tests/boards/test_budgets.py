"""What an inference may take on Cortex-M4 and M55: instructions, bytes of code, of constants and of
the arena. A change that needs more has to say why; one that needs less lowers them."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from models.command import stored_path
from seedlite.boards.benchmark import bench, lcg_input
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import build_loader
from seedlite.compress.pipeline import convert
from seedlite.interpreters.host import verify

pytestmark = pytest.mark.qemu


@dataclass(frozen=True)
class Budget:
    instructions: int
    code: int
    constants: int
    arena: int  # activations and scratch


# at 2 bits, with the calibration data of each
OWN = {
    "digits": Budget(1_110_000, 10_300, 9_400, 4_900),
    "mobile_digits": Budget(755_000, 13_800, 7_500, 7_700),
    "poker": Budget(98_000, 8_850, 11_200, 520),
}
# At most 1.0 and 0.43 of what TFLM (90b983c2) with CMSIS-NN (4ab83cc3) takes for the int8
# original: 573,284 and 28,505,269 instructions. Code has the tables of draws in it.
REFERENCE = {
    "ad_autoencoder": Budget(568_000, 4_448, 75_000, 2_100),
    "ic_resnet8": Budget(11_730_000, 10_900, 23_500, 53_000),
}
# At most 0.84 and 0.70 of TFLM's instructions on a Cortex-M0: 1,763,089 and 97,571,175.
REFERENCE_M0 = {"ad_autoencoder": 1_482_000, "ic_resnet8": 67_500_000}
# The same on the Cortex-M55: at most 0.65 and 0.95 of 4,811,046 and 149,963 instructions.
VECTORS = {
    "ad_autoencoder": Budget(142_400, 3_700, 75_300, 2_100),
    "ic_resnet8": Budget(3_127_000, 11_000, 23_500, 53_000),
}


def check(file: bytes, budget: Budget, board: str) -> None:
    report = bench(file, board)
    assert report["instructions"] <= budget.instructions
    assert report["flash_bytes"]["code"] <= budget.code
    assert report["flash_bytes"]["model"] <= budget.constants
    assert report["ram_bytes"]["arena"] + report["ram_bytes"]["scratch"] <= budget.arena
    assert report["ram_bytes"]["arena"] <= 1.1 * report["arena_lower_bound"]


@pytest.mark.parametrize("name", OWN)
def test_own_network_stays_within_its_budget(name, board):
    calibration = import_module(f"models.{name}").calibration()
    file = convert(stored_path(name), bits=2, calibration=calibration).file
    check(file, OWN[name], board.name)


def test_reference_network_stays_within_its_budget(reference_model: Path, board):
    name = reference_model.name.removesuffix("_int8.tflite")
    file = convert(reference_model, bits=2).file
    check(file, REFERENCE[name], board.name)
    assert bench(file, "mps2-an385-m0")["instructions"] <= REFERENCE_M0[name]


@pytest.mark.parametrize("board", ["mps3-an547"], indirect=True)
def test_reference_network_in_vectors_stays_within_its_budget(reference_model: Path, board):
    name = reference_model.name.removesuffix("_int8.tflite")
    check(convert(reference_model, bits=2).file, VECTORS[name], board.name)


def test_loading_takes_a_small_share_of_an_inference(shared: Path, board, tmp_path):
    """With all that is verified; of ResNet-8 at 2 bits."""
    file = convert(shared / "models" / "ic_resnet8_int8.tflite", bits=2).file
    firmware = build_loader(file, verify(file), board, tmp_path)
    run = run_on_qemu(firmware, lcg_input(32 * 32 * 3).reshape(1, -1))
    assert run.start_instructions <= 0.06 * run.instructions[0]
