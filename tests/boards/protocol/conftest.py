"""The firmware's protocol, compiled for this machine, with a model behind it."""

import ctypes

import pytest

from tests.support import ops
from tests.support.builders import dense_model
from tests.support.ops import UInt8
from tests.support.protocol_device import INPUTS, OUTPUTS, Device, compile_protocol


@pytest.fixture(scope="session")
def library(tmp_path_factory) -> ctypes.CDLL:
    return compile_protocol(tmp_path_factory.mktemp("protocol"))


@pytest.fixture
def device(library) -> Device:
    return Device(library, dense_model(OUTPUTS, INPUTS))


@pytest.fixture
def uint8_device(library) -> Device:
    return Device(library, ops.quantize(UInt8((1, INPUTS), 0.1, 200), (0.07, 90), UInt8))
