"""Computes at conversion what does not depend on the input; the same bits come out."""

from seedlite.folding.fold import Folded, fold

__all__ = ["Folded", "fold"]
