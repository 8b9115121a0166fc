"""firmware/slots on a simulated flash."""

import ctypes
from collections.abc import Callable

import pytest

from tests.support.slot_simulation import Simulation, compile_slots


@pytest.fixture(scope="session")
def library(tmp_path_factory) -> ctypes.CDLL:
    return compile_slots(tmp_path_factory.mktemp("slots"))


@pytest.fixture
def simulation(library) -> Callable[[int], Simulation]:
    return lambda seed=0: Simulation(library, seed)
