"""Constant folding: computes at conversion all that does not depend on the input, to the same
bits."""

from seedlite.prepare.folding.fold import Folded, fold
