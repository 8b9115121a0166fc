"""Names that ai-edge-quantizer needs: it feeds inputs by a signature, and tells tensors apart by
their names."""

from dataclasses import dataclass
from typing import Any

KEY = "serving_default"


@dataclass(frozen=True)
class Signature:
    """`inputs`: the names of the first subgraph's inputs, in its order."""

    key: str
    inputs: list[str]


def with_names(file: bytes) -> tuple[bytes, Signature]:
    """Returns the file with a name of its own for every tensor, and the signature of its first
    subgraph; a file without one gets one."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(bytearray(file), 0)
    graph = model.subgraphs[0]
    for each in model.subgraphs:
        _name_tensors(each)
    signatures = [s for s in model.signatureDefs or [] if s.subgraphIndex == 0]
    if not signatures:
        signatures = [_signature(schema, graph)]
        model.signatureDefs = [*(model.signatureDefs or []), *signatures]
    builder = flatbuffers.Builder(len(file))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output()), _read(graph, signatures[0])


def _name_tensors(graph: Any) -> None:
    """Names tensors without a name, or with another's."""
    taken: set[bytes] = set()
    for number, tensor in enumerate(graph.tensors):
        name = tensor.name or b""
        if not name or name in taken:
            tensor.name = name + b"#%d" % number
        taken.add(tensor.name)


def _read(graph: Any, signature: Any) -> Signature:
    names = {port.tensorIndex: _text(port.name) for port in signature.inputs}
    return Signature(_text(signature.signatureKey), [names[index] for index in graph.inputs])


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _signature(schema: Any, graph: Any) -> Any:
    made = schema.SignatureDefT()
    made.signatureKey, made.subgraphIndex = KEY, 0
    for side, ports in (("inputs", graph.inputs), ("outputs", graph.outputs)):
        setattr(made, side, [_port(schema, f"{side}_{n}", int(t)) for n, t in enumerate(ports)])
    return made


def _port(schema: Any, name: str, tensor: int) -> Any:
    port = schema.TensorMapT()
    port.name, port.tensorIndex = name, tensor
    return port
