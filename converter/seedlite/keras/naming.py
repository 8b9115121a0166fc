"""The ports of a `.tflite` that TensorFlow made: put into the model's order, called as there."""

from typing import Any


def port_key(number: int) -> str:
    """What a port is called on the way through the converter, which sorts by name."""
    return f"port{number:04}"


def with_named_ports(file: bytes, inputs: list[str], outputs: list[str]) -> bytes:
    """The file with its ports in the order of these names: those of tensors, and of the signature.
    The signature calls them by port_key."""
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(file))
    graph, (signature,) = model.subgraphs[0], model.signatureDefs
    for names, ports, which in (
        (outputs, signature.outputs, "outputs"),
        (inputs, signature.inputs, "inputs"),  # last: what is both is called as an input
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
