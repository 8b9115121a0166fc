"""Decides whether a model can be converted, and lists all obstacles."""

from seedlite.prepare.checking.judge import judge, refuse
from seedlite.prepare.checking.reason import Reason
