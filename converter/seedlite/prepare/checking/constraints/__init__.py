"""What each supported operator must keep.

A constraint is a function of any module of this folder, named in operators.toml. It takes a Node
and returns what it found instead, or "" (`broken`). Its docstring has two paragraphs: the rule, a
sentence with a full stop, and the remedy, without one; messages and docs/operators.md show both."""

from seedlite.prepare.checking.constraints.node import Node
from seedlite.prepare.checking.constraints.table import CONSTRAINTS, violations

__all__ = ["CONSTRAINTS", "Node", "violations"]
