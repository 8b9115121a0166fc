"""The options table against the official schema."""

import re

import pytest
from ai_edge_litert import schema_py_generated as official

from seedlite.format import constants as _constants
from seedlite.format.operators import OPERATORS, OPTIONS, Options
from seedlite.model.graph import Operator
from seedlite.model.names import OPERATOR_NAMES, TYPE_NAMES

UNREAD = {"quantizedBiasType", "quantSpec"}  # what the tensors say as well, or nobody uses
UNREAD |= {"inDataType", "outDataType", "squeezeDims", "potScaleInt16"}


@pytest.mark.parametrize("table", OPTIONS.values(), ids=lambda table: table.name)
def test_options_of_operator_equal_the_official_schema(table: Options):
    assert getattr(official.BuiltinOptions, table.name) == table.union
    fields = vars(getattr(official, f"{table.name}T")())
    names = list(map(snake_case, fields))  # the official code may lack deprecated ones
    kept = [f for f in table.fields if f.kind != "-" or f.name in names]
    assert [float(v or 0) for v in fields.values()][: len(kept)] == [float(f.default) for f in kept]
    assert names[: len(kept)] == [f.name for f in kept]
    unknown = list(fields)[len(kept) :]
    assert set(unknown) <= UNREAD


@pytest.mark.parametrize("code", OPERATORS)
def test_operator_entry_has_the_official_number(code: int):
    assert OPERATORS[code].name == OPERATOR_NAMES[code]


def snake_case(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z][a-z]|[A-Z]$|(?<=[a-z])[A-Z])", "_", name).lower()


def test_operator_option_left_out_has_the_default_of_the_schema():
    operator = Operator(_constants.OP_CONV_2D, [], [], {"stride_w": 2})
    assert operator.options == {
        "padding": 0,
        "stride_w": 2,
        "stride_h": 0,
        "fused_activation_function": 0,
        "dilation_w_factor": 1,
        "dilation_h_factor": 1,
        "quantized_bias_type": 0,
    }
    assert operator.strides == (0, 2)


@pytest.mark.parametrize("code", [_constants.OP_CONV_2D, _constants.OP_RELU, 1000])
def test_operator_with_an_option_that_its_table_lacks_is_refused(code: int):
    with pytest.raises(ValueError, match="stride"):
        Operator(code, [], [], {"stride": 2})


def official_names(enumeration: type) -> dict[int, str]:
    return {n: name for name, n in vars(enumeration).items() if name.isupper()}


def test_operator_names_equal_the_official_schema():
    assert official_names(official.BuiltinOperator) == OPERATOR_NAMES
    codes = {v: n.removeprefix("OP_") for n, v in vars(_constants).items() if n.startswith("OP_")}
    assert codes.items() <= OPERATOR_NAMES.items()


def test_type_names_equal_the_official_schema():
    names = official_names(official.TensorType)
    assert {number: name.lower() for number, name in names.items()} == TYPE_NAMES


def test_tensor_types_equal_the_official_schema():
    names = [n for n in vars(_constants) if n.startswith("TYPE_")]
    for name in names:
        assert getattr(official.TensorType, name.removeprefix("TYPE_")) == getattr(_constants, name)
