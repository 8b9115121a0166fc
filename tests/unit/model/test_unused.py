"""What nobody uses leaves a model at conversion, whatever it is."""

from pathlib import Path

import pytest

from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import UnsupportedError
from seedlite.format.constants import OP_LOGISTIC, OP_RELU, TYPE_INT8
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.pack import pack
from tests.support.builders import dense_model, quantization

FLOAT32, INT16, STRING, BOOL = 0, 7, 5, 6
GELU, WHILE = 150, 119
UNUSED = {
    "float32": Tensor((3,), FLOAT32, b"\0" * 12),
    "float32 without data": Tensor((1, 4), FLOAT32),
    "string": Tensor((1,), STRING, b"text"),
    "int16": Tensor((2,), INT16, None, quantization(0.1)),
    "bool scalar": Tensor((), BOOL, b"\1"),
    "open dimension": Tensor((1, -1), FLOAT32),
    "no elements": Tensor((0,), TYPE_INT8),
    "rank 9": Tensor((1,) * 9, TYPE_INT8),
    "less data than its shape has": Tensor((9,), TYPE_INT8, b"\0"),
}


def model() -> Model:
    return dense_model(16, 32)


def converted(model: Model, folder: Path) -> bytes:
    path = folder / "model.tflite"
    path.write_bytes(pack(model))
    return convert(path, bits=2).file


def with_operator(code: int, inputs: list[int], like: int = 3) -> Model:
    """The model with an operator in front whose output, a tensor as `like`, nobody uses."""
    changed = model()
    changed.tensors.append(changed.tensors[like])
    output = len(changed.tensors) - 1
    changed.operators.insert(0, Operator(code, inputs, [output]))
    return changed


@pytest.mark.parametrize("name", UNUSED)
def test_unused_tensor_leaves_no_trace(name, tmp_path):
    changed = model()
    changed.tensors.append(UNUSED[name])
    assert converted(changed, tmp_path) == converted(model(), tmp_path)


@pytest.mark.parametrize("code", [OP_RELU, OP_LOGISTIC, GELU])
def test_operator_whose_output_nobody_uses_leaves_no_trace(code, tmp_path):
    assert converted(with_operator(code, [0], like=0), tmp_path) == converted(model(), tmp_path)


def test_operators_that_only_feed_an_unused_one_leave_no_trace(tmp_path):
    changed = with_operator(GELU, [0], like=0)
    changed.tensors.append(changed.tensors[0])
    changed.operators.insert(1, Operator(GELU, [4], [5]))
    assert converted(changed, tmp_path) == converted(model(), tmp_path)


def test_layer_behind_an_unused_operator_is_inspected_by_the_name_that_convert_knows(tmp_path):
    changed = with_operator(OP_RELU, [0], like=0)
    (row,) = inspect(pack(changed), "model")["tensors"]
    path = tmp_path / "model.tflite"
    path.write_bytes(pack(changed))
    (layer,) = convert(path, method="layer", layers=f"^{row['layer']}$").report["layers"]
    assert layer["name"] == row["layer"]


def test_unsupported_operator_that_is_used_is_refused(tmp_path):
    changed = with_operator(GELU, [0], like=0)
    changed.operators[1].inputs[0] = 4
    with pytest.raises(UnsupportedError, match=r"operator 0 GELU .*is not supported"):
        converted(changed, tmp_path)


def test_operator_without_outputs_is_refused(tmp_path):
    changed = model()
    changed.operators.insert(0, Operator(WHILE, [], []))
    with pytest.raises(UnsupportedError, match="operator 0 WHILE: is not supported"):
        converted(changed, tmp_path)
