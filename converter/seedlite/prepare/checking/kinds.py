"""Recognizes models that are not int8, as a whole or in part."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from seedlite.format.constants import OP_DEQUANTIZE, TYPE_FLOAT32, TYPE_INT8, TYPE_UINT8
from seedlite.model import (
    KINDS,
    OPERATOR_NAMES,
    TYPE_NAMES,
    WEIGHTS,
    Model,
    Operator,
    operator_code,
)
from seedlite.prepare.checking.reason import Reason, number_of

FLOAT16, INT16 = (
    next(code for code, name in TYPE_NAMES.items() if name == wanted)
    for wanted in ("float16", "int16")
)
# operators with weights but without a kernel
OTHERS = tuple(map(operator_code, ("TRANSPOSE_CONV", "CONV_3D", "BATCH_MATMUL")))

FULLY = (
    "quantize it fully first: give the Keras model with `calibration`, or convert with "
    "Optimize.DEFAULT, a representative_dataset and TFLITE_BUILTINS_INT8"
)
SAMPLES = "convert it with `calibration`, samples of its inputs, with which it is quantized first"


@dataclass(frozen=True)
class Kind:
    """The arithmetic of a part of a model, with activations of `type`."""

    type: int
    cause: str
    remedy: str


FLOAT = Kind(TYPE_FLOAT32, "computes in float32: not quantized", SAMPLES)
DYNAMIC = Kind(
    TYPE_FLOAT32, "has int8 weights but float32 activations (dynamic-range quantization)", SAMPLES
)
HALF = Kind(
    TYPE_FLOAT32, "has float16 weights (float16 quantization or mixed_float16), not int8", FULLY
)
WIDE = Kind(
    INT16,
    "has int16 activations (16x8 quantization)",
    "quantize with TFLITE_BUILTINS_INT8 instead of "
    "EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8",
)
LEGACY = Kind(
    TYPE_UINT8,
    "has uint8 activations (TensorFlow 1's quantization)",
    "convert the float model again with TensorFlow 2's int8 quantization",
)


def kinds_of(model: Model) -> dict[int, Kind]:
    """Returns the kind of each operator with weights that is not int8, by its place."""
    made = {t: o for o in model.operators for t in o.outputs}
    found = {}
    for place, operator in enumerate(model.operators):
        weighted = operator.code in KINDS or operator.code in OTHERS
        if weighted and operator.source >= 0:
            kind = _kind(model, operator, made)
            if kind is not None:
                found[place] = kind
    return found


def is_float(model: Model) -> bool:
    """Tells whether all layers of a model with layers compute in float32, with weights of float32
    or int8: it can be quantized with samples."""
    weighted = [o for o in model.operators if o.code in KINDS or o.code in OTHERS]
    kinds = list(kinds_of(model).values())
    return 0 < len(weighted) == len(kinds) and all(kind in (FLOAT, DYNAMIC) for kind in kinds)


def _kind(model: Model, operator: Operator, made: dict[int, Operator]) -> Kind | None:
    activation = model.tensors[operator.source].type
    if activation == INT16:
        return WIDE
    if activation == TYPE_UINT8:
        return LEGACY
    if activation not in (TYPE_FLOAT32, FLOAT16):
        return None
    weights = operator.inputs[WEIGHTS] if len(operator.inputs) > WEIGHTS else -1
    source = made.get(weights)
    stored = source.inputs[0] if source is not None and source.code == OP_DEQUANTIZE else weights
    type = model.tensors[stored].type if stored >= 0 else TYPE_FLOAT32
    if FLOAT16 in (type, activation):
        return HALF
    return DYNAMIC if type == TYPE_INT8 else FLOAT


def kind_reasons(model: Model, kinds: dict[int, Kind]) -> Iterator[Reason]:
    """One reason for each kind."""
    for kind in dict.fromkeys(kinds.values()):
        places = [p for p, other in kinds.items() if other == kind]
        counts = Counter(OPERATOR_NAMES[model.operators[p].code] for p in places)
        yield Reason(
            f"the model {kind.cause}",
            kind.remedy,
            operator=", ".join(counts),
            numbers=tuple(number_of(model, p) for p in places),
        )
