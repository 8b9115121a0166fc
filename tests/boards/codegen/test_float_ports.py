"""Generated code of networks with float32 and uint8 ports, against TFLM on the whole network."""

import ctypes
import shutil
import subprocess

import numpy as np
import pytest

from seedlite.boards.library import export, read_network
from seedlite.interpreters.host import Runtime
from seedlite.model.pack import pack
from tests.support import ops
from tests.support.builders import planned
from tests.support.exports import STRICT
from tests.support.float_ports import (
    SIZE,
    SOFTMAXES,
    expected_floats,
    export_floats,
    float_network,
    int8_part,
    some_floats,
)
from tests.support.ops import Int8, UInt8


@pytest.mark.parametrize("softmax", SOFTMAXES)
def test_float_ports_of_generated_code_equal_tflm(softmax, tmp_path):
    source, library = export_floats(tmp_path / "out", softmax), tmp_path / "net.so"
    flags = ("-std=c99", "-O2", *STRICT, "-shared", "-fPIC", "-ffp-contract=off", f"-I{source}")
    subprocess.run(["cc", *flags, *source.rglob("*.c"), "-o", library, "-lm"], check=True)
    net = ctypes.CDLL(str(library))
    x, y = some_floats(), np.empty(SIZE, np.float32)
    net.net_quantize_input(ctypes.c_void_p(x.ctypes.data))
    net.net_invoke()
    net.net_dequantize_output(ctypes.c_void_p(y.ctypes.data))
    expected = expected_floats(softmax, x)
    np.testing.assert_array_equal(y.view(np.uint32), expected.view(np.uint32))
    assert len(np.unique(y)) > 10


@pytest.mark.parametrize("kinds", [(UInt8, Int8), (Int8, UInt8), (UInt8, UInt8)], ids=str)
def test_uint8_ports_of_generated_code_equal_the_loader(kinds, run_generated):
    model = ops.quantize(kinds[0]((256,), 0.1, 40), (0.07, 90), kinds[1])
    file = planned(model)
    x = np.arange(256).astype(np.uint8).view(np.int8 if kinds[0] is Int8 else np.uint8)
    (actual,) = run_generated(file, [x])
    (expected,) = Runtime(file)([x])
    assert actual.tobytes() == expected.tobytes()


def test_header_says_type_and_shape_of_each_port(tmp_path):
    model = ops.quantize(UInt8((1, 2, 4), 0.1, 200), (0.07, -90))
    export([read_network(pack(model), "net.tflite")], "c", tmp_path / "out")
    main = tmp_path / "main.c"
    main.write_text(
        '#include "net.h"\n'
        "static const int32_t shape[] = NET_INPUT_SHAPE;\n"
        "int main(void) {\n"
        "  uint8_t *in = net_input();\n"
        "  const int8_t *out = net_output();\n"
        "  in[0] = NET_INPUT_ZERO_POINT;\n"
        "  if (shape[1] != 2 || shape[2] != 4 || sizeof shape != 12) return 1;\n"
        "  if (NET_INPUT_TYPE != SL_TYPE_UINT8 || NET_OUTPUT_TYPE != SL_TYPE_INT8) return 2;\n"
        "  if (net_program.inputs[0].type != NET_INPUT_TYPE) return 3;\n"
        "  if (net_program.inputs[0].zero_point != 200) return 4;\n"
        "  net_invoke();\n"
        "  return out[0] == NET_OUTPUT_ZERO_POINT ? 0 : 5;\n"
        "}\n"
    )
    source = tmp_path / "out/src"
    command = ["cc", "-std=c99", *STRICT, f"-I{source}", main, *source.rglob("*.c")]
    subprocess.run([*command, "-o", tmp_path / "a.out"], check=True)
    subprocess.run([tmp_path / "a.out"], check=True)


@pytest.mark.parametrize(
    ("softmax", "files"),
    [("", {"seedlite_float.h"}), ("softmax", {"seedlite_float.h", "seedlite_float_softmax.h"})],
)
def test_export_holds_the_float_headers_that_it_uses(softmax, files, tmp_path):
    source = export_floats(tmp_path / "out", softmax)
    assert {path.name for path in source.glob("seedlite_float*")} == files
    export([read_network(pack(int8_part()), "net")], "c", tmp_path / "without")
    assert not [*(tmp_path / "without").rglob("seedlite_float*")]


def test_export_with_cmake_builds(tmp_path):
    export([float_network("log_softmax")], "cmake", tmp_path / "net")
    build = tmp_path / "build"
    subprocess.run(["cmake", "-S", tmp_path / "net", "-B", build], check=True, capture_output=True)
    command = ["cmake", "--build", build, "--target", "net_example"]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("standard", ["c99", "c11", "c17", "gnu17"])
def test_float_ports_compile_in_every_c(standard, tmp_path):
    source = export_floats(tmp_path / "out", "softmax")
    main = tmp_path / "main.c"
    main.write_text('#include "net.h"\n#include "seedlite_float_softmax.h"\nint main(void) {}\n')
    flags = (f"-std={standard}", *STRICT, "-Wdouble-promotion", "-Wfloat-equal", f"-I{source}")
    subprocess.run(["cc", *flags, "-fsyntax-only", source / "net.c", main], check=True)


@pytest.mark.parametrize("standard", [11, 14, 17, 20])
def test_float_ports_serve_every_cpp(standard, tmp_path):
    source = export_floats(tmp_path / "out", "softmax")
    main = tmp_path / "main.cpp"
    main.write_text(
        '#include "net.h"\n#include "seedlite_float.h"\n#include "seedlite_float_softmax.h"\n'
        "int main() {\n"
        "  float values[NET_INPUT0_BYTES] = {0};\n"
        "  net_quantize_input(values);\n"
        "  sl_softmax_f32(values, 1, 2, 1.0f, values);\n"
        "  net_dequantize_output(values);\n"
        "}\n"
    )
    flags = (f"-std=c++{standard}", *STRICT, "-Wold-style-cast", "-Wdouble-promotion")
    subprocess.run(["c++", *flags, f"-I{source}", "-fsyntax-only", main], check=True)


@pytest.mark.parametrize("option", ["-ffast-math", "-ffinite-math-only"])
def test_arithmetic_that_is_not_ieee_is_refused(option, tmp_path):
    source = export_floats(tmp_path / "out", "softmax")
    command = ["cc", "-std=c99", option, "-fsyntax-only", source / "net.c"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "needs IEEE arithmetic" in done.stderr


@pytest.mark.skipif(not shutil.which("arm-none-eabi-gcc"), reason="no Arm compiler")
def test_border_without_softmax_takes_no_double_and_no_library(tmp_path):
    source, object = export_floats(tmp_path / "out", ""), tmp_path / "net.o"
    command = ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-O2"]
    subprocess.run([*command, "-c", source / "net.c", "-o", object], check=True)
    symbols = subprocess.check_output(["nm", "-u", object], text=True).split()
    assert not {name for name in symbols if name.startswith("__aeabi")}
