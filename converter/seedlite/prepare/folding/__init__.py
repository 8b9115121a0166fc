"""Computes at conversion what does not depend on the input; the same bits come out."""

from seedlite.prepare.folding.fold import Folded, fold
