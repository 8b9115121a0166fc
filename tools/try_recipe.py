"""Follows CONTRIBUTING.md, "Add an operator", for ABS in a copy of the checkout: five files, and
what is generated from them. Builds the copy, runs the tests that find the operator, among them the
comparison with TFLM, and removes the copy.

Usage: python -m tools.try_recipe
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENSE = "// SPDX-License-Identifier: Apache-2.0\n"
TABLE = "converter/seedlite/format/operators.toml"
ENTRY = """
[runtime.ABS]
code = 101
options = "AbsOptions"
in_place = "elementwise"
constraints = ["computed_input", "same_shape", "rescaling"]

[options.AbsOptions]
union = 78
"""
HEADER = """#ifndef SEEDLITE_ABS_H
#define SEEDLITE_ABS_H

#include "../unary/sl_elements.h"

typedef struct {
  sl_elements elements;
  int32_t multiplier;  // input scale / output scale
  int8_t shift;        // -31 ... 22
  int8_t input_zp;
  int8_t output_zp;
} sl_abs_params;

// ABS.
void sl_abs_s8(const void *params, const sl_frame *frame);

#endif
"""
PREPARE = """#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_abs.h"

#define MOST_SHIFT 22  // of the multiplier, so that its product with 8 bits fits int32

bool sl_prepare_abs(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(model, node, &unary)) return false;
  sl_real ratio = sl_unary_scale_ratio(&unary);
  if (!sl_real_round_to_f32(&ratio)) {  // in which TFLM divides
    return sl_fault(model, SL_E_QUANT, "ratio of the operator's scales", node->index, 0);
  }
  sl_abs_params params = {.elements = sl_unary_elements(&unary),
                          .input_zp = (int8_t)unary.input.zero_point,
                          .output_zp = (int8_t)unary.output.zero_point};
  return sl_prepare_multiplier(model, node, ratio, MOST_SHIFT, &params.multiplier, &params.shift) &&
         sl_finish_operator(builder, sl_abs_s8, &params, sizeof params, out_operator);
}
"""
KERNEL = """#include "sl_abs.h"

#include "../../target/sl_fixedpoint.h"

SL_SHARED void sl_abs_s8(const void *params, const sl_frame *frame) {
  const sl_abs_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t i = 0; i < p->elements.count; i++) {
    int32_t x = input[i] - p->input_zp;
    // |x| <= 255 and the multiplier is below 2^22: the product is below 2^30
    int32_t scaled = sl_multiply_by_quantized_multiplier(x < 0 ? -x : x, p->multiplier, p->shift);
    output[i] = sl_clamp_s8(scaled + p->output_zp, INT8_MIN, INT8_MAX);
  }
}
"""
EXAMPLE = '''"""ABS."""

from hypothesis import strategies as st

from seedlite.format.constants import OP_ABS
from seedlite.model.graph import Model
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8, unary

QUANTIZATIONS = st.tuples(st.floats(2**-10, 2, width=32), st.integers(-128, 127))


def magnitudes(x: tuple[float, int], y: tuple[float, int]) -> Model:
    return unary(OP_ABS, Int8((16, 16), *x), Int8((16, 16), *y))


EXAMPLE = Example(
    unary(OP_ABS, IMAGE, Int8(IMAGE.shape, 0.2, 7)),
    drawn=st.builds(magnitudes, QUANTIZATIONS, QUANTIZATIONS),
)
'''
OPS = "runtime_c/src/ops/abs"
NEW = {
    f"{OPS}/sl_abs.h": LICENSE + HEADER,
    f"{OPS}/sl_prepare_abs.c": LICENSE + PREPARE,
    f"{OPS}/sl_abs.c": LICENSE + KERNEL,
    "tests/support/operators/abs.py": EXAMPLE,
}
GENERATED = {
    "converter/seedlite/boards/self_test_cases/abs.npz",
    "converter/seedlite/format/constants.py",
    "docs/operators.md",
    "runtime_c/include/seedlite_format.h",
    "runtime_c/src/format/sl_operators.h",
    "tests/hostile/fuzz/corpus/model/abs",
}
GENERATORS = (
    "tools.generate_constants",
    "tools.write_operators",
    "tools.write_selftest",
    "tools.write_fuzz_corpus",
)
PARITY = "tests/parity/kernels/test_operators.py"
TESTS = (
    f"{PARITY}::test_example_of_operator_equals_tflm[abs]",
    f"{PARITY}::test_operator_drawn_equals_tflm[abs]",
    "tests/boards/codegen/test_program.py",
    "tests/hostile/test_one_thing_wrong.py",
    "tests/unit/prepare/test_constraints.py",
)
WHOLE = ("tests/unit/model/test_schema.py",)


def run(command: list[str], folder: Path) -> str:
    """Returns the command's output; the copy's package comes before the installed one."""
    installed = [path for path in sys.path if Path(path).name == "site-packages"]
    path = os.pathsep.join([str(folder / "converter"), *installed])
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")
    return done.stdout


def python(folder: Path, *arguments: str) -> str:
    return run([sys.executable, "-S", *arguments], folder)  # -S: no editable install


def copy_checkout(folder: Path) -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    run(["git", "init", "-q"], folder)
    run(["git", "add", "--all"], folder)


def changed(folder: Path) -> set[str]:
    """Returns the files that differ from the copied checkout or are new."""
    lists = (["diff", "--name-only"], ["ls-files", "--others", "--exclude-standard"])
    return {name for arguments in lists for name in run(["git", *arguments], folder).split()}


def build(folder: Path) -> None:
    run(["cmake", "-S", ".", "-B", "build/native", "-G", "Ninja"], folder)
    run(["cmake", "--build", "build/native"], folder)
    native = folder / "converter/seedlite/_native"
    native.mkdir(exist_ok=True)
    for library in (folder / "build/native").glob("libseedlite_*.so"):
        shutil.copy(library, native)


def follow_recipe(folder: Path) -> None:
    with (folder / TABLE).open("a") as table:
        table.write(ENTRY)
    for name, text in NEW.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    python(folder, "-m", GENERATORS[0])
    build(folder)
    for generator in GENERATORS[1:]:
        python(folder, "-m", generator)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        copy_checkout(folder)
        follow_recipe(folder)
        print(python(folder, "-m", "pytest", *TESTS, "-k", "abs", "-p", "no:cacheprovider"), end="")
        print(python(folder, "-m", "pytest", *WHOLE, "-p", "no:cacheprovider"), end="")
        files = changed(folder)
    written = {TABLE, *NEW}
    for title, names in (("written", written), ("generated", GENERATED)):
        print(f"{title}:", *sorted(names), sep="\n  ")
    if files != written | GENERATED:
        sys.exit(f"other files changed: {sorted(files ^ (written | GENERATED))}")


if __name__ == "__main__":
    main()
