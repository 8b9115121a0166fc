"""The names by which applications know a model's inputs and outputs."""

from dataclasses import replace

from seedlite.model.graph import Model, Signature
from seedlite.model.parse import Table, root_table
from seedlite.model.schema import (
    ModelField,
    PortField,
    SignatureField,
    SubgraphField,
    TensorField,
)


def with_interface(model: Model, original: bytes) -> Model:
    """Returns the model with the signatures, and the names of inputs and outputs, of the file that
    it was made from, whose ports it has in the same order."""
    root = root_table(original)
    graph = root.tables(ModelField.SUBGRAPHS)[0]
    tensors = graph.tables(SubgraphField.TENSORS)
    inputs, outputs = (
        dict(zip(graph.array(field, "<i4").tolist(), ports, strict=True))
        for field, ports in (
            (SubgraphField.INPUTS, model.inputs),
            (SubgraphField.OUTPUTS, model.outputs),
        )
    )
    named = [*model.tensors]
    for old, new in (outputs | inputs).items():
        named[new] = replace(named[new], name=tensors[old].text(TensorField.NAME))
    signatures = [
        Signature(
            table.text(SignatureField.KEY),
            _ports(table, SignatureField.INPUTS, inputs),
            _ports(table, SignatureField.OUTPUTS, outputs),
        )
        for table in root.tables(ModelField.SIGNATURES)
        if table.integer(SignatureField.SUBGRAPH, "u32") == 0
    ]
    return replace(model, tensors=named, signatures=signatures)


def _ports(signature: Table, side: int, ports: dict[int, int]) -> dict[str, int]:
    """Returns the tensors of a signature's inputs or outputs, by name; those that are no ports of
    the model are left out."""
    listed = [
        (port.text(PortField.NAME), port.integer(PortField.TENSOR, "u32"))
        for port in signature.tables(side)
    ]
    return {name: ports[tensor] for name, tensor in listed if tensor in ports}
