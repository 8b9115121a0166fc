"""The options table against the official schema."""

import pytest
from ai_edge_litert import schema_py_generated as official

from seedlite import _constants
from seedlite.tflite.schema import OPERATOR_NAMES, OPTIONS


@pytest.mark.parametrize("code", OPTIONS, ids=lambda code: OPERATOR_NAMES[code])
def test_options_of_operator_equal_the_official_schema(code: int):
    table = OPTIONS[code]
    if not table.union:
        return
    assert getattr(official.BuiltinOptions, table.name) == table.union
    fields = vars(getattr(official, f"{table.name}T")())
    defaults = [float(v or 0) for v in fields.values()][: len(table.fields)]
    assert defaults == [float(default) for _, default in table.fields]
    unknown = list(fields)[len(table.fields) :]
    assert set(unknown) <= {"quantizedBiasType", "quantSpec"}


def test_operator_codes_equal_the_official_schema():
    for code, name in OPERATOR_NAMES.items():
        assert getattr(official.BuiltinOperator, name) == code


def test_tensor_types_equal_the_official_schema():
    names = [n for n in vars(_constants) if n.startswith("TYPE_")]
    for name in names:
        assert getattr(official.TensorType, name.removeprefix("TYPE_")) == getattr(_constants, name)
