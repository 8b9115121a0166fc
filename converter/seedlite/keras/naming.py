"""Restores order and names of the ports in a `.tflite` that TensorFlow made."""

from typing import Any


def port_key(number: int) -> str:
    """Returns a port's name inside the converter, which sorts by name."""
    return f"port{number:04}"


def with_named_ports(file: bytes, inputs: list[str], outputs: list[str]) -> bytes:
    """Returns the file with its ports in the order of these names, which tensors and signature get.
    The file's signature has the names of port_key."""
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(file))
    graph, (signature,) = model.subgraphs[0], model.signatureDefs
    for names, ports, which in (
        (outputs, signature.outputs, "outputs"),
        (inputs, signature.inputs, "inputs"),  # last: inputs name tensors that are both
    ):
        ports.sort(key=lambda port: port.name)
        setattr(graph, which, [port.tensorIndex for port in ports])
        _rename(graph, ports, names)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _rename(graph: Any, ports: list[Any], names: list[str]) -> None:
    by_tensor: dict[int, list[str]] = {}
    for port, name in zip(ports, names, strict=True):
        port.name = name.encode("utf-8", "replace")
        by_tensor.setdefault(port.tensorIndex, []).append(name)
    for tensor, found in by_tensor.items():
        graph.tensors[tensor].name = ", ".join(found).encode("utf-8", "replace")
