"""Every truncation and every change of a single byte: refused with a code, or run inside its
bounds; on this machine under sanitizers all of them, on an emulated board a sample."""

import random
from collections import Counter

import pytest

from seedlite.compress.inspection import inspect
from seedlite.format import constants as c
from seedlite.interpreters.host import verify
from tests.support import ops
from tests.support.builders import planned
from tests.support.hostile_drivers import ACCEPTED, board_outcomes, host_outcomes, run_driver
from tests.support.mutants import mutant
from tests.support.ops import UInt8
from tests.support.outcomes import STRICTER, refusal

SAMPLE = 200
NAMES = ["conv", "dense", "skipping"]


@pytest.mark.parametrize("name", NAMES)
def test_truncations_and_changed_bytes_are_refused_or_bounded(name, centralized, tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(centralized[name])
    counts: dict[str, Counter[int]] = {"truncated": Counter(), "changed": Counter()}
    counts["repaired"] = Counter()
    for line in run_driver("mutations", path):
        kind, status, count = line.split()
        counts[kind][int(status)] += int(count)
    assert counts["truncated"].total() == len(centralized[name])
    assert counts["changed"].total() == counts["repaired"].total() > 2 * len(centralized[name])
    # nothing gets past the checksum; where it is made to fit, other checks are reached
    assert counts["truncated"][0] == counts["changed"][0] == 0
    assert set(counts["repaired"]) == set(c.STATUS)


def test_changed_bytes_of_a_model_with_uint8_ports_are_refused_or_bounded(tmp_path):
    file = planned(ops.quantize(UInt8((2, 6), 0.1, 200), (0.2, 7), UInt8))
    files = []
    for at in range(len(file)):
        for value in {0, 1, 3, 9, 255, file[at] ^ 0x80} - {file[at]}:
            files.append(file[:at] + bytes([value]) + file[at + 1 :])
    counts = Counter(host_outcomes(files, tmp_path))
    assert counts[ACCEPTED] > 10
    assert {"E_UNSUPPORTED", "E_QUANT", "E_ARENA", "E_SHAPE"} < set(counts)


@pytest.fixture(scope="module")
def mutants(centralized) -> list[bytes]:
    chance = random.Random(0)
    return [mutant(centralized[chance.choice(NAMES)], chance) for _ in range(SAMPLE)]


@pytest.mark.qemu
def test_board_and_host_agree_on_a_sample(mutants, tmp_path, emulator):
    host = host_outcomes(mutants, tmp_path)
    board = board_outcomes(mutants, tmp_path)
    # the board's arena is small
    small = {"E_ARENA"}
    assert all(b == h or (h == ACCEPTED and b in small) for b, h in zip(board, host, strict=True))
    assert len(set(host)) > 5
    assert board.count(ACCEPTED) > SAMPLE / 10


def test_python_gives_the_runtimes_code(mutants):
    refusals = [refusal(lambda file: inspect(file, "m.tflite"), file) for file in mutants]
    for file, found in zip(mutants, refusals, strict=True):
        expected = refusal(verify, file)
        assert found == expected or (expected is None and found in STRICTER)
    assert refusals.count(None) > SAMPLE / 10
