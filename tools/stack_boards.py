"""Prints the maximum stack of loading, inference and the serial line for every board, from the
compiler's call graph and frame sizes, as a Markdown table.

Usage: python -m tools.stack_boards
"""

from seedlite.boards.board import list_boards
from seedlite.boards.toolchain.architecture import ARM
from tests.support.stack import most_stack


def table() -> str:
    rows = ["| board | core | `sl_load` | `sl_invoke` | a command over the serial line |"]
    rows.append("|---|---|---|---|---|")
    for board in list_boards():
        if board.architecture is not ARM:  # whose code tests/support/stack.py cannot read
            continue
        cells = [f"{size:,}" for size in most_stack(board).values()]
        rows.append(f"| `{board.name}` | {board.core} | {' | '.join(cells)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
