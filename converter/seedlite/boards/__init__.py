"""Firmware for boards: code generation, build, emulation, flashing, measurement, export."""

from seedlite.boards.benchmark import Benchmark, bench
from seedlite.boards.board import Board, find_board, list_boards
from seedlite.boards.comparison import DEFAULT_CLOCK_MHZ, FileComparison, compare
from seedlite.boards.doctor import Check, run_checks, udev_rules
from seedlite.boards.firmware import Build, build
from seedlite.boards.flashing import Flashed, flash
from seedlite.boards.library import export, read_network
from seedlite.boards.run import on_board
from seedlite.boards.self_test import junit_xml, selftest
