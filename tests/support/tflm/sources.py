"""Selects the sources of TensorFlow Lite Micro for a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seedlite.boards.sources import source_root
from seedlite.errors import UnsupportedError
from seedlite.format.constants import DECODE_OPERATOR
from tests.support.tflm.checkouts import Checkouts

MICRO = "tensorflow/lite/micro"
CORE = (
    f"{MICRO}/*.cc",
    f"{MICRO}/arena_allocator/*.cc",
    f"{MICRO}/memory_planner/*.cc",
    f"{MICRO}/tflite_bridge/*.cc",
    "tensorflow/compiler/mlir/lite/core/api/*.cc",
    "tensorflow/compiler/mlir/lite/schema/*.cc",
    "tensorflow/lite/core/**/*.cc",
    "tensorflow/lite/kernels/**/*.cc",
)
NOT_CORE = re.compile(
    r"_test|test_|mock_|fake_|recording_|debug_log\.cc|micro_time\.cc|system_setup"
)
HELPERS = re.compile(r".*_common\.cc|kernel_util\.cc|micro_tensor_utils\.cc|decode_state.*\.cc")
METHOD = re.compile(r"TfLiteStatus (Add\w+)\((.*?)(?=TfLiteStatus Add)", re.S)


@dataclass(frozen=True)
class Operator:
    """An operator in TFLM's resolver: its method, the function that registers all kernels, and the
    argument that selects kernels for int8 only, if there are any."""

    method: str
    register: str
    kernels: str = ""


HANDLER = Path(__file__).resolve().parents[3] / "tflm"
# seedlite's, which needs TFLM's own beside it
DECODE = Operator(
    "AddCustom", "Register_DECODE", f'"{DECODE_OPERATOR}", seedlite::Register_DECODE()'
)


def resolver_operators(checkouts: Checkouts, names: Sequence[str]) -> list[Operator]:
    """Returns TFLite operators by name, such as CONV_2D. Raises UnsupportedError for those that
    TFLM lacks."""
    header = (checkouts.tflm / MICRO / "micro_mutable_op_resolver.h").read_text()
    known = {}
    for method, body in METHOD.findall(header):
        builtin, register = (
            re.search(p, body) for p in (r"BuiltinOperator_(\w+)", r"(Register_\w+)\(")
        )
        if builtin and register:
            known[builtin.group(1)] = Operator(method, register.group(1))
    known[DECODE_OPERATOR] = DECODE
    missing = [name for name in names if name not in known]
    if missing:
        raise UnsupportedError(f"TFLM has no operator {', '.join(missing)}")
    kernels = "".join(p.read_text() for p in (checkouts.tflm / MICRO / "kernels").glob("*.h"))
    int8 = set(re.findall(r"TFLMRegistration (Register_\w+_INT8)\(", kernels))
    return [
        replace(o, kernels=f"tflite::{o.register}_INT8()") if f"{o.register}_INT8" in int8 else o
        for o in (known[name] for name in names)
    ]


def handler_sources() -> list[Path]:
    """Returns the handler's files and those of the runtime that it calls."""
    source = source_root() / "runtime_c" / "src"
    runtime = [*source.glob("format/*.c"), *source.glob("weights/*.c")]
    return sorted([*HANDLER.glob("*.cc"), *runtime])


def core_sources(checkouts: Checkouts) -> list[Path]:
    return [p for p in _all(checkouts.tflm, CORE) if not NOT_CORE.search(p.name)]


def kernel_sources(
    checkouts: Checkouts, operators: Sequence[Operator] | None, cmsis: bool
) -> list[Path]:
    """Returns the files that define kernels of the operators, or all; CMSIS-NN's if available, with
    helpers."""
    folder = checkouts.tflm / MICRO / "kernels"
    wanted = {operator.register for operator in operators or []}
    found = []
    for path in sorted(folder.glob("*.cc")):
        if "test" in path.name:
            continue
        defined = set(re.findall(r"(?<!return )\b(Register_\w+)\(\) \{", path.read_text()))
        if operators is None or defined & wanted or HELPERS.fullmatch(path.name):
            faster = folder / "cmsis_nn" / path.name
            found.append(faster if cmsis and faster.exists() else path)
    return found


def cmsis_nn_sources(checkouts: Checkouts) -> list[Path]:
    """CMSIS-NN's integer kernels."""
    return [
        path
        for path in _all(checkouts.cmsis_nn, ("Source/**/*.c",))
        if not re.search(r"_f16|_f32|_flt", path.name)
    ]


def _all(root: Path, patterns: Sequence[str]) -> list[Path]:
    return sorted(path for pattern in patterns for path in root.glob(pattern))
