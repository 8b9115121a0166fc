"""The stack is bounded, and nothing calls itself."""

import pytest

from seedlite.boards.board import find_board
from seedlite.boards.toolchain.tools import COMPILER, find_libc, find_tool
from seedlite.errors import ToolMissingError
from tests.support.stack import CallGraph, UnboundedError, most_stack

RESERVED = 4096  # bytes, firmware/common/sections.ld
EXCEPTION = 104  # bytes that a Cortex-M puts there for an exception, floating point included


def node(name: str, size: int, kind: str = "static") -> str:
    return f'node: {{ title: "{name}" label: "{name}\\na.c:1:2\\n{size} bytes ({kind})" }}\n'


def edge(source: str, target: str) -> str:
    return f'edge: {{ sourcename: "{source}" targetname: "{target}" label: "a.c:1:2" }}\n'


def depth_of_a(text: str) -> int:
    graph = CallGraph()
    graph.add(text)
    return graph.depth("a")


@pytest.mark.parametrize("name", ["microbit", "mps2-an386", "mps3-an547"])
def test_all_entries_fit_the_stack(name):
    try:
        find_tool(COMPILER)
        find_libc()
    except ToolMissingError as error:
        pytest.skip(str(error))
    most = most_stack(find_board(name))
    # a command ends in an inference; loading is deepest
    assert 0 < most["sl_invoke"] < most["protocol_receive"] < most["sl_load"]
    assert most["sl_load"] + EXCEPTION < RESERVED


def test_depth_is_that_of_the_longest_path():
    nodes = node("a", 8) + node("b", 16) + node("c", 100)
    assert depth_of_a(nodes + edge("a", "b") + edge("b", "c") + edge("a", "c")) == 124


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (node("a", 8) + node("b", 8) + edge("a", "b") + edge("b", "a"), "a -> b -> a"),
        (node("a", 8, "dynamic"), "a: its frame is dynamic"),
        (node("a", 8) + edge("a", "b"), "b, called by a, is unknown"),
        (node("a", 8) + edge("a", "__indirect_call"), "pointer of unknown targets"),
    ],
)
def test_unbounded_stack_is_refused(text, message):
    with pytest.raises(UnboundedError, match=message):
        depth_of_a(text)
