"""The runtime's kernels of other cores, compiled for this machine."""

import ctypes
import subprocess

import pytest

from seedlite.boards.sources import source_root
from seedlite.interpreters import host

SOURCES = ("src/**/*.c",)


@pytest.fixture(scope="module", params=[None, "SL_EMULATE_DSP", "SL_EMULATE_BASELINE"])
def kernels(request, tmp_path_factory):
    """The runtime as it is for this machine, and with the kernels of the DSP extension and of the
    smallest cores, in C."""
    if request.param is None:
        yield
        return
    runtime = source_root() / "runtime_c"
    library = tmp_path_factory.mktemp("kernels") / "libseedlite_runtime.so"
    sources = [path for pattern in SOURCES for path in runtime.glob(pattern)]
    flags = [f"-D{request.param}", "-O2", "-shared", "-fPIC", f"-I{runtime / 'include'}"]
    subprocess.run(["cc", *flags, "-o", library, *sources], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(host, "library", lambda _: ctypes.CDLL(str(library)))
        host._functions.cache_clear()
        yield
    host._functions.cache_clear()
