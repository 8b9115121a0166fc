"""Interpreters: seedlite's own C runtime on this machine, LiteRT, TFLM."""

from seedlite.runtime.host import Runtime, verify
from seedlite.runtime.litert import LiteRT
from seedlite.runtime.tflm import TFLM

__all__ = ["TFLM", "LiteRT", "Runtime", "verify"]
