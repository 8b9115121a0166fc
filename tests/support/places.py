"""Paths of the files that tests read."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
GOLDEN_MODELS = GOLDEN / "models"
DIGITS = GOLDEN_MODELS / "digits-seeded2.tflite"
RUNTIME_SOURCES = ROOT / "runtime_c" / "src"
DURATIONS = ROOT / "tests" / "durations.json"
