"""The runtime's kernels of other cores, compiled for this machine."""

import ctypes
import functools
import subprocess

import pytest

from seedlite.boards.sources import source_root
from seedlite.interpreters import host


@pytest.fixture(scope="session")
def kernels_of(tmp_path_factory):
    """A function: the runtime with the kernels of other cores, `define` says which, in C; compiled
    once."""

    @functools.cache
    def compiled(define: str) -> ctypes.CDLL:
        library = tmp_path_factory.mktemp("kernels") / "libseedlite_runtime.so"
        runtime = source_root() / "runtime_c"
        flags = [f"-D{define}", "-O2", "-shared", "-fPIC", f"-I{runtime / 'include'}"]
        subprocess.run(["cc", *flags, "-o", library, *runtime.glob("src/**/*.c")], check=True)
        return ctypes.CDLL(str(library))

    return compiled


@pytest.fixture(scope="module", params=[None, "SL_EMULATE_DSP", "SL_EMULATE_BASELINE"])
def kernels(request, kernels_of):
    """The runtime as it is for this machine, and with the kernels of the DSP extension and of the
    smallest cores."""
    if request.param is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(host, "library", lambda _: kernels_of(request.param))
        host._functions.cache_clear()
        yield
    host._functions.cache_clear()
