"""Describes operators that the runtime lacks, and alternatives."""

from seedlite.format.constants import DECODE_OPERATOR, OP_CUSTOM
from seedlite.model import FOLDED, OPERATOR_NAMES, Model, Operator
from seedlite.prepare.checking.reason import Reason

RECURRENT = (
    "BIDIRECTIONAL_SEQUENCE_LSTM",
    "BIDIRECTIONAL_SEQUENCE_RNN",
    "LSTM",
    "RNN",
    "UNIDIRECTIONAL_SEQUENCE_RNN",
)
CONTROL = ("CALL", "IF", "WHILE", "STABLEHLO_CASE", "STABLEHLO_WHILE")
# custom operators that replace a network in files of accelerators' compilers
COMPILED = {
    "ethos-u": "Arm's Vela, for Ethos-U",
    "edgetpu-custom-op": "the Edge TPU compiler",
    "NeutronGraph": "NXP's Neutron converter",
    "XC_": "XMOS's optimizer",
}
# of which TFLM has kernels for other types only
NO_INT8 = (
    *("CEIL", "COS", "EXP", "FLOOR", "FLOOR_DIV", "FLOOR_MOD", "L2_POOL_2D", "LOG", "LOGICAL_AND"),
    *("LOGICAL_NOT", "LOGICAL_OR", "NEG", "ROUND", "SIN", "SQRT", "SQUARE"),
)
REPLACE = "replace the layer that makes it by layers of supported operators (docs/operators.md)"
REMEDIES = {
    "GELU": "use ReLU, ReLU6 or sigmoid instead",
    "NEG": "multiply by a constant of -1 instead, or subtract from 0",
    "SQUARE": "multiply the values by themselves instead",
    "L2_POOL_2D": "use average or max pooling instead",
}


def foreign_reason(model: Model, place: int, detail: str = "") -> Reason:
    """Returns why an operator without a kernel is an obstacle. detail: appended to the cause."""
    operator = model.operators[place]
    name = OPERATOR_NAMES.get(operator.code, "")
    if operator.code == OP_CUSTOM:
        cause, remedy = _custom(operator)
    elif name in RECURRENT:
        cause = "is not supported: a recurrent layer, which keeps a state"
        remedy = "use convolutions over time instead"
    elif name in CONTROL:
        cause, remedy = (
            "is not supported: control flow",
            "convert the model without branches or loops",
        )
    elif operator.code in FOLDED:
        cause = "is not supported where it depends on the model's input"
        remedy = REMEDIES.get(name, REPLACE)
    elif name in NO_INT8:
        cause, remedy = (
            "is not supported: TFLM has no int8 kernel of it",
            REMEDIES.get(name, REPLACE),
        )
    else:
        cause, remedy = "is not supported", REMEDIES.get(name, REPLACE)
    return Reason.of(model, place, cause + detail, remedy)


def _custom(operator: Operator) -> tuple[str, str]:
    name = operator.custom_code
    if name == DECODE_OPERATOR:
        return (
            "the model is centralized already",
            "give the original, or `seedlite expand` it first",
        )
    for prefix, compiler in COMPILED.items():
        if name.startswith(prefix):
            return (
                f"part of the network was compiled by {compiler}",
                "give the int8 .tflite from before that compiler",
            )
    if name.startswith("Flex"):
        return (
            "a TensorFlow operator that TFLite does not have (Select TF ops)",
            "replace the layer that makes it, and convert with TFLITE_BUILTINS_INT8 alone",
        )
    if name == "TFLite_Detection_PostProcess":
        return (
            "is not supported: it chooses among boxes in floating point",
            "convert the model without it, and choose in your own code",
        )
    return "a custom operator that nobody here knows", REPLACE


def subgraph_reasons(model: Model) -> list[Reason]:
    """Returns why a file holds several graphs, unless an operator explains it."""
    names = {OPERATOR_NAMES.get(o.code) for o in model.operators}
    if model.subgraphs == 1 or names & {"CALL_ONCE", *CONTROL}:
        return []
    return [
        Reason(
            f"the file holds {model.subgraphs} graphs (subgraphs)",
            "convert one function or signature alone",
        )
    ]
