"""Interpreters: seedlite's own C runtime on this machine, and LiteRT."""

from seedlite.runtime.host import Runtime, verify
from seedlite.runtime.litert import LiteRT

__all__ = ["LiteRT", "Runtime", "verify"]
