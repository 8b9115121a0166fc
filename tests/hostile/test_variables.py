"""Files whose variables are wrong in one way each: refused in C, and by `check` with a reason."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters.host import verify
from seedlite.model.graph import Model, Operator, Tensor, VariableName
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.builders import planned
from tests.support.corrupted import edited
from tests.support.streaming import (
    HISTORY,
    TOTAL,
    VALUES,
    StreamingGraph,
    activation,
    initial,
    streaming_model,
)

CALL, FIRST_HANDLE, SECOND_HANDLE, READ = range(4)  # operators of streaming_model
ASSIGN = next(
    n for n, o in enumerate(streaming_model().operators) if o.code == c.OP_ASSIGN_VARIABLE
)
Change = Callable[[Model], None]
Edit = Callable[[schema.ModelT], None]


@dataclass(frozen=True)
class Wrong:
    """words: of the runtime's message; change: of the model; edit: of the packed file;
    reason: what `check` says, empty where folding mends the file or the reader refuses it."""

    words: str
    reason: str
    change: Change = lambda model: None
    edit: Edit = lambda model: None


def no_initial_value(model: Model) -> None:
    """TOTAL is read alone."""
    del model.variables[TOTAL]
    del model.operators[-2]


def other_size(model: Model) -> None:
    model.variables[TOTAL] = initial(np.zeros((1, VALUES + 1)))


def other_type(model: Model) -> None:
    model.variables[TOTAL] = replace(model.variables[TOTAL], type=c.TYPE_UINT8)


def int32_value(model: Model) -> None:
    total = model.variables[TOTAL]
    data = np.zeros(VALUES, "<i4").tobytes()
    model.variables[TOTAL] = replace(total, type=c.TYPE_INT32, data=data)


def two_containers(model: Model) -> None:
    model.operators[FIRST_HANDLE].variable = VariableName(b"box", TOTAL.name)


def long_name(model: Model) -> None:
    name = VariableName(b"", b"n" * 256)
    model.operators[SECOND_HANDLE].variable = name
    model.variables[name] = model.variables.pop(TOTAL)


def many_handles(model: Model) -> None:
    for number in range(c.MAX_VARIABLES - 1):
        model.tensors.append(Tensor((), c.TYPE_RESOURCE))
        name = VariableName(b"", str(number).encode())
        handle = Operator(c.OP_VAR_HANDLE, [], [len(model.tensors) - 1], variable=name)
        model.operators.insert(1, handle)
        like = activation(1, VALUES)
        model.tensors.append(like)
        model.variables[name] = initial(np.zeros((1, VALUES)))
        read = Operator(c.OP_READ_VARIABLE, handle.outputs, [len(model.tensors) - 1])
        model.operators.append(read)
        model.outputs.append(read.outputs[0])


def late_call(model: Model) -> None:
    model.operators.append(model.operators.pop(CALL))


def call_with_input(model: Model) -> None:
    model.operators[CALL].inputs = [model.inputs[0]]


def handle_of_nobody(model: Model) -> None:
    model.tensors.append(Tensor((), c.TYPE_RESOURCE))
    model.operators[READ].inputs = [len(model.tensors) - 1]


def handle_that_is_int8(model: Model) -> None:
    model.operators[READ].inputs = [model.inputs[0]]


def handle_that_is_constant(model: Model) -> None:
    (handle,) = model.operators[FIRST_HANDLE].outputs
    model.tensors[handle].data = bytes(4)


def unwritten_handle(model: Model) -> None:
    model.operators.append(model.operators.pop(FIRST_HANDLE))


def third_input(model: Model) -> None:
    model.operators[ASSIGN].inputs.append(model.inputs[0])


def output_of_assign(model: Model) -> None:
    model.operators[ASSIGN].outputs = [model.operators[ASSIGN + 1].outputs[0]]


def unknown_variable(model: schema.ModelT) -> None:
    model.subgraphs[1].operators[0].builtinOptions.sharedName = "nobody's"


def computed_value(model: schema.ModelT) -> None:
    model.subgraphs[1].tensors[0].buffer = 0


def another_operator(model: schema.ModelT) -> None:
    reshape = deepcopy(model.subgraphs[0].operators[READ + 1])
    reshape.inputs, reshape.outputs = np.int32([0]), np.int32([1])
    model.subgraphs[1].operators.append(reshape)


def unwritten_initial_handle(model: schema.ModelT) -> None:
    operators = model.subgraphs[1].operators
    operators[0], operators[1] = operators[1], operators[0]


def ports_of_initial(model: schema.ModelT) -> None:
    model.subgraphs[1].inputs = np.int32([0])


def third_subgraph(model: schema.ModelT) -> None:
    model.subgraphs.append(deepcopy(model.subgraphs[1]))


def second_call(model: schema.ModelT) -> None:
    model.subgraphs[0].operators.insert(1, deepcopy(model.subgraphs[0].operators[0]))


def call_of_itself(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].builtinOptions.initSubgraphIndex = 0


def call_of_nothing(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].builtinOptions.initSubgraphIndex = 7


WRONG = {
    "no initial value": Wrong(
        "E_GRAPH: variable that nothing assigns", "'total' is never assigned", no_initial_value
    ),
    "size": Wrong("E_SHAPE: size of a variable's value", "variable 'total' has 9", other_size),
    "type": Wrong("E_UNSUPPORTED: type of a variable's value", "has 8 uint8 values", other_type),
    "int32": Wrong("E_UNSUPPORTED: type of a variable's value", "8 int32 values", int32_value),
    "containers": Wrong(
        "E_UNSUPPORTED: variables of one name in two containers",
        "'total' is in two containers",
        two_containers,
    ),
    "name": Wrong("E_UNSUPPORTED: bytes of a variable's name", "more than 255 bytes", long_name),
    "handles": Wrong(
        "E_UNSUPPORTED: number of the variables' handles", "33 handles of variables", many_handles
    ),
    "late call": Wrong("E_UNSUPPORTED: CALL_ONCE", "after a variable is used", late_call),
    "call with input": Wrong("E_UNSUPPORTED: CALL_ONCE", "called with values", call_with_input),
    "handle of nobody": Wrong(
        "E_GRAPH: handle of a variable", "nothing has written before", handle_of_nobody
    ),
    "int8 handle": Wrong(
        "E_GRAPH: handle of a variable", "another tensor", handle_that_is_int8
    ),
    "constant handle": Wrong(
        "E_GRAPH: variable tensor or handle has constant data",
        "is an input, a constant or written already",
        handle_that_is_constant,
    ),
    "unwritten handle": Wrong(
        "E_GRAPH: handle of a variable that no VAR_HANDLE writes",
        "nothing has written before",
        unwritten_handle,
    ),
    "third input": Wrong("E_UNSUPPORTED: number of the operator's", "3 inputs", third_input),
    "output": Wrong("E_UNSUPPORTED: number of the operator's", "", output_of_assign),
    "unknown variable": Wrong(
        "E_GRAPH: initial value that is no constant, or of no variable", "", edit=unknown_variable
    ),
    "computed value": Wrong(
        "E_GRAPH: initial value that is no constant",
        "does more than to assign constants",
        edit=computed_value,
    ),
    "another operator": Wrong(
        "E_UNSUPPORTED: operator of an initial subgraph",
        "does more than to assign constants",
        edit=another_operator,
    ),
    "unwritten initial handle": Wrong(
        "E_GRAPH: handle of a variable that no VAR_HANDLE writes",
        "does more than to assign constants",
        edit=unwritten_initial_handle,
    ),
    "ports of the initial subgraph": Wrong(
        "E_UNSUPPORTED: initial subgraph's ports",
        "does more than to assign constants",
        edit=ports_of_initial,
    ),
    "third subgraph": Wrong(
        "E_UNSUPPORTED: number of subgraphs", "does more", edit=third_subgraph
    ),
    "second call": Wrong("E_UNSUPPORTED: CALL_ONCE", "", edit=second_call),
    "call of itself": Wrong("E_UNSUPPORTED: CALL_ONCE", "does more", edit=call_of_itself),
    "call of nothing": Wrong("E_UNSUPPORTED: CALL_ONCE", "does more", edit=call_of_nothing),
}  # fmt: skip


def of_kind(kind: str, file: Callable[[Model], bytes]) -> bytes:
    model = streaming_model()
    WRONG[kind].change(model)
    packed = file(model)
    return edited(packed, WRONG[kind].edit)


@pytest.mark.parametrize("kind", WRONG)
def test_variables_wrong_in_one_way_are_refused_by_the_runtime(kind):
    assert verify(planned(streaming_model())) > 0
    with pytest.raises(BadInputError, match=WRONG[kind].words):
        verify(of_kind(kind, planned))


@pytest.mark.parametrize("kind", [kind for kind, wrong in WRONG.items() if wrong.reason])
def test_variables_wrong_in_one_way_are_refused_with_a_reason(kind):
    with pytest.raises(BadInputError, match=WRONG[kind].reason):
        deployable(of_kind(kind, pack))


@pytest.mark.parametrize("kind", ["unknown variable", "second call"])
def test_variables_of_other_writers_are_put_in_order(kind):
    deployable(of_kind(kind, pack))


def test_handle_written_after_its_use_is_refused():
    model = streaming_model()
    model.operators.insert(READ + 1, model.operators.pop(FIRST_HANDLE))
    with pytest.raises(BadInputError, match="E_GRAPH: handle of a variable that no VAR_HANDLE"):
        verify(planned(model))


@pytest.mark.parametrize("port", ["inputs", "outputs"])
def test_port_that_is_a_variable_tensor_is_refused(port):
    model = streaming_model()
    (tensor,) = getattr(model, port)
    model.tensors[tensor].variable = True
    with pytest.raises(BadInputError, match=r"variable|not an activation|not an int8 value"):
        verify(planned(model))


def test_states_that_are_too_large_together_are_refused():
    g = StreamingGraph()
    x = g.add(activation(1 << 30))
    for name in (HISTORY, TOTAL):
        g.assign(g.handle(name), x)
    g.model.inputs = g.model.outputs = [x]
    with pytest.raises(BadInputError, match="E_SIZE: state's size overflows"):
        verify(planned(g.model))
