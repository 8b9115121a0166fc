"""Whether a model can be converted, and all that stands in the way."""

from seedlite.checking.judge import reasons_against, refuse
from seedlite.checking.reason import Reason

__all__ = ["Reason", "reasons_against", "refuse"]
