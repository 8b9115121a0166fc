"""The exponentials behind SOFTMAX and LOGISTIC, all 32 bits, against gemmlowp's own header (which
comes with tensorflow): in int8 outputs most of their bits cannot be seen."""

import ctypes
import importlib.util
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support.places import RUNTIME_SOURCES

EXPONENTIAL = RUNTIME_SOURCES / "ops" / "unary" / "sl_exponential.c"
COUNT = 200_000

# Calls each function for an array of arguments.
OURS = """
#include "ops/unary/sl_exponential.h"
void exp_4(const int32_t *x, int32_t *y, int n) {
  for (int i = 0; i < n; i++) y[i] = sl_exp_of_negative(x[i], 4);
}
void exp_5(const int32_t *x, int32_t *y, int n) {
  for (int i = 0; i < n; i++) y[i] = sl_exp_of_negative(x[i], 5);
}
void reciprocal(const int32_t *x, int32_t *y, int n) {
  for (int i = 0; i < n; i++) y[i] = sl_reciprocal_of_one_plus(x[i]);
}
"""
THEIRS = """
#include "fixedpoint/fixedpoint.h"
template <int bits> void exp_all(const int *x, int *y, int n) {
  typedef gemmlowp::FixedPoint<int, bits> F;
  for (int i = 0; i < n; i++) y[i] = gemmlowp::exp_on_negative_values(F::FromRaw(x[i])).raw();
}
extern "C" void exp_4(const int *x, int *y, int n) { exp_all<4>(x, y, n); }
extern "C" void exp_5(const int *x, int *y, int n) { exp_all<5>(x, y, n); }
extern "C" void reciprocal(const int *x, int *y, int n) {
  typedef gemmlowp::FixedPoint<int, 0> F;
  for (int i = 0; i < n; i++) {
    y[i] = gemmlowp::one_over_one_plus_x_for_x_in_0_1(F::FromRaw(x[i])).raw();
  }
}
"""


def build(path: Path, compiler: list[str], code: str, *more: str) -> ctypes.CDLL:
    path.write_text(code)
    library = path.with_suffix(".so")
    flags = ["-O1", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([*compiler, *flags, str(path), *more], check=True)
    return ctypes.CDLL(str(library))


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> tuple[ctypes.CDLL, ctypes.CDLL]:
    tensorflow = importlib.util.find_spec("tensorflow")
    if not tensorflow or not tensorflow.submodule_search_locations:
        pytest.skip("tensorflow, whose headers hold gemmlowp, is not installed")
    if not shutil.which("c++"):
        pytest.skip("no C++ compiler to build gemmlowp's side with")
    headers = Path(tensorflow.submodule_search_locations[0], "include", "external", "gemmlowp")
    folder = tmp_path_factory.mktemp("exponential")
    ours = ["cc", "-std=c99", f"-I{RUNTIME_SOURCES}", f"-I{RUNTIME_SOURCES.parent / 'include'}"]
    return (
        build(folder / "ours.c", ours, OURS, str(EXPONENTIAL)),
        build(folder / "theirs.cc", ["c++", f"-I{headers}"], THEIRS),
    )


def arguments(low: int, high: int) -> np.ndarray:
    """int32 in low ... high: the ends, small magnitudes, all magnitudes alike, and uniform."""
    rng = np.random.default_rng(0)
    magnitudes = np.exp2(rng.uniform(0, 31, COUNT)).astype(np.int64)
    uniform = rng.integers(low, high, COUNT, endpoint=True)
    ends = np.arange(1000)
    candidates = np.concatenate(
        [low + ends, high - ends, low + magnitudes, high - magnitudes, uniform]
    )
    return candidates[(candidates >= low) & (candidates <= high)].astype(np.int32)


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [("exp_4", -(2**31), 0), ("exp_5", -(2**31), 0), ("reciprocal", 0, 2**31 - 1)],
)
def test_exponential_all_bits_equal_gemmlowp(libraries, function, low, high) -> None:
    x = arguments(low, high)
    results = []
    for library in libraries:
        y = np.empty_like(x)
        getattr(library, function)(
            x.ctypes.data_as(ctypes.c_void_p),
            y.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_int(x.size),
        )
        results.append(y)
    np.testing.assert_array_equal(*results)
