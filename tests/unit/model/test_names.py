"""Names of inputs and outputs in files."""

from dataclasses import replace

import flatbuffers
import pytest
from ai_edge_litert import schema_py_generated as official

from seedlite.errors import BadInputError
from seedlite.model.graph import Model
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.model.strip import strip
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model

HOSTILE = "*/\n#error [red]\x1b[31m\u202eüß\\"


def named(source: str, target: str) -> Model:
    model = dense_model(5, 7)
    model.tensors[0] = replace(model.tensors[0], name=source)
    model.tensors[3] = replace(model.tensors[3], name=target)
    return model


def with_signature(file: bytes, inputs: dict[str, int], outputs: dict[str, int]) -> bytes:
    model = official.ModelT.InitFromPackedBuf(file, 0)
    signature = official.SignatureDefT()
    signature.signatureKey = "serving_default"
    for which, ports in (("inputs", inputs), ("outputs", outputs)):
        entries = []
        for name, index in ports.items():
            entry = official.TensorMapT()
            entry.name, entry.tensorIndex = name, index
            entries.append(entry)
        setattr(signature, which, entries)
    model.signatureDefs = [signature]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def test_strip_keeps_names_of_ports_alone():
    assert [t.name for t in strip(named("a", "b")).tensors] == ["a", "", "", "b"]


def test_deployable_adds_the_bytes_of_names_alone():
    bare, full = (deployable(pack(named(*names))) for names in (("", ""), ("a" * 40, "b" * 80)))
    tables = 24  # a reference in either tensor's table, and what describes such tables
    assert 120 <= len(full) - len(bare) <= 120 + 2 * 8 + tables
    restored = parse(full)
    for tensor in restored.tensors:
        tensor.name = ""
    assert pack(restored) == bare


def test_parse_any_name_is_kept():
    assert [t.name for t in parse(pack(named(HOSTILE, "\0"))).tensors][::3] == [HOSTILE, "\0"]


def test_parse_signature_names_win():
    file = with_signature(pack(named("a", "b")), {"x": 0}, {"y": 3, "z": 3, "w": 1})
    assert [t.name for t in parse(file).tensors] == ["x", "weights", "bias", "y, z"]


def test_parse_signature_of_no_tensor_leaves_names():
    file = with_signature(pack(named("a", "b")), {"x": 99}, {})
    assert [t.name for t in parse(file).tensors][::3] == ["a", "b"]


def test_parse_signature_outside_the_file_is_refused():
    file = bytearray(with_signature(pack(named("a", "b")), {"x": 0}, {}))
    at = file.index(b"\x01\x00\x00\x00x\x00")  # the name's length
    file[at : at + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(BadInputError, match="E_FORMAT: the model refers to bytes"):
        parse(bytes(file))
