import pytest

from seedlite.boards.toolchain.tools import COMPILER, QEMU, find_libc, find_tool
from seedlite.errors import ToolMissingError
from tests.support.small_models import small_models


@pytest.fixture(scope="session")
def centralized() -> dict[str, bytes]:
    """Small centralized models, by name."""
    return small_models()


@pytest.fixture(scope="session")
def emulator() -> None:
    """Skips the test where firmware cannot be compiled or emulated."""
    try:
        find_libc()
        find_tool(COMPILER)
        find_tool(QEMU)
    except ToolMissingError as error:
        pytest.skip(str(error))
