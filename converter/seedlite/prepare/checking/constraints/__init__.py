"""What each supported operator must keep: the docstrings are the messages and docs/operators.md."""

from seedlite.prepare.checking.constraints.node import Node
from seedlite.prepare.checking.constraints.table import CONSTRAINTS, violations

__all__ = ["CONSTRAINTS", "Node", "violations"]
