import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as official

from seedlite.errors import BadInputError
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tests.support.builders import dense_model


def test_pack_parse_round_trip_keeps_everything():
    model = dense_model(5, 7)
    model.metadata = {"note": b"12345"}
    again = parse(pack(model))
    assert again.operators == model.operators
    assert again.metadata == model.metadata
    assert (again.inputs, again.outputs) == (model.inputs, model.outputs)
    for new, old in zip(again.tensors, model.tensors, strict=True):
        for field in ("shape", "type", "data", "name"):
            assert getattr(new, field) == getattr(old, field)
        assert np.array_equal(new.quantization.scales, old.quantization.scales)
        assert np.array_equal(new.quantization.zero_points, old.quantization.zero_points)


def test_pack_is_read_by_the_official_schema():
    model = dense_model(5, 7)
    root = official.ModelT.InitFromPackedBuf(pack(model), 0)
    graph = root.subgraphs[0]
    assert root.version == 3
    assert [list(t.shape) for t in graph.tensors] == [list(t.shape) for t in model.tensors]
    assert bytes(root.buffers[graph.tensors[1].buffer].data) == model.tensors[1].data


def test_pack_equal_constants_are_written_once():
    model = dense_model(64, 64)
    once = len(pack(model))
    model.tensors.append(model.tensors[1])
    assert len(pack(model)) - once < 64


def test_pack_reference_model_is_a_fixed_point(reference_model):
    packed = pack(parse(reference_model.read_bytes()))
    assert pack(parse(packed)) == packed


@pytest.mark.parametrize("length", range(0, 600, 7))
def test_parse_truncated_model_says_where(length: int):
    file = pack(dense_model(5, 7))
    with pytest.raises(BadInputError, match=r"E_(FORMAT|QUANT|SHAPE|INDEX)"):
        parse(file[: min(length, len(file) - 1)])


def test_parse_other_file_says_what_to_give():
    with pytest.raises(BadInputError, match=r"not a TFLite model.*\.keras"):
        parse(b"this is a text, not a model")
