"""The twenty corrupted models: refused with the right code in Python, on the host under sanitizers
and on an emulated board; the same bytes everywhere."""

from collections.abc import Callable

import numpy as np
import pytest

from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError
from seedlite.execution.run import run
from seedlite.prepare.stock import expand
from tests.support.corrupted import Corrupted, corrupted_models, sound_network
from tests.support.hostile_drivers import (
    ACCEPTED,
    board_outcomes,
    host_outcomes,
    interpreter_outcomes,
)

MODELS = corrupted_models()
X = np.zeros((1, 8), np.int8)
VERBS: dict[str, Callable[[bytes], object]] = {
    "inspect": lambda file: inspect(file, "m.tflite"),
    "expand": expand,
    "run": lambda file: run(file, X),
}


def test_there_are_twenty():
    assert len({m.name for m in MODELS}) == len({m.file for m in MODELS}) == 20


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_verb_of_corrupted_model_gives_its_code(model: Corrupted, verb: str):
    with pytest.raises(BadInputError, match=f"^{model.code}: "):
        VERBS[verb](model.file)


@pytest.mark.parametrize("model", corrupted_models(planned=False), ids=lambda m: m.name)
def test_verbs_of_corrupted_stock_model_give_its_code(model: Corrupted, tmp_path):
    path = tmp_path / "stock.tflite"
    path.write_bytes(model.file)
    for verb in (
        lambda: convert(path),
        lambda: inspect(model.file, ""),
        lambda: run(model.file, X),
    ):
        with pytest.raises(BadInputError, match=f"^{model.code}: "):
            verb()


def test_sound_network_passes_every_verb():
    for verb in VERBS.values():
        verb(sound_network())


def files() -> list[bytes]:
    return [sound_network(), *(m.file for m in MODELS)]


def expected() -> list[str]:
    return [ACCEPTED, *(m.code for m in MODELS)]


def test_host_runtime_refuses_corrupted_models_with_their_codes(tmp_path):
    assert host_outcomes(files(), tmp_path) == expected()


@pytest.mark.qemu
def test_board_refuses_corrupted_models_with_their_codes(tmp_path, emulator):
    assert board_outcomes(files(), tmp_path) == expected()


@pytest.mark.parametrize("name", ["tflm", "litert"])
def test_other_interpreters_outcomes_are_told_apart(name, tmp_path):
    outcomes = interpreter_outcomes(name, files(), tmp_path)
    assert outcomes[0] == ACCEPTED
    assert {"refused"} < set(outcomes[1:]) <= {"refused", "crashed", "hung", ACCEPTED}
