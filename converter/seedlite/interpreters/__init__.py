"""Interpreters of models: seedlite's C runtime on this machine, LiteRT, TFLM."""

from seedlite.interpreters.host import Port, Runtime, kernel_addresses, verify
from seedlite.interpreters.litert import LiteRT
