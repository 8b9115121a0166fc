"""Whether a model can be converted, and all that stands in the way."""

from seedlite.prepare.checking.judge import judge, refuse
from seedlite.prepare.checking.reason import Reason
