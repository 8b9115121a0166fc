"""The options table against the official schema."""

import pytest
from ai_edge_litert import schema_py_generated as official

from seedlite.format import constants as _constants
from seedlite.model.names import OPERATOR_NAMES, TYPE_NAMES
from seedlite.model.schema import READ

UNREAD = {"quantizedBiasType", "quantSpec"}  # what the tensors say as well, or nobody uses
UNREAD |= {"inDataType", "outDataType", "squeezeDims", "potScaleInt16"}


@pytest.mark.parametrize("code", READ, ids=lambda code: OPERATOR_NAMES[code])
def test_options_of_operator_equal_the_official_schema(code: int):
    table = READ[code]
    if not table.union:
        return
    assert getattr(official.BuiltinOptions, table.name) == table.union
    fields = vars(getattr(official, f"{table.name}T")())
    defaults = [float(v or 0) for v in fields.values()][: len(table.fields)]
    assert defaults == [float(default) for _, default in table.fields]
    unknown = list(fields)[len(table.fields) :]
    assert set(unknown) <= UNREAD


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
