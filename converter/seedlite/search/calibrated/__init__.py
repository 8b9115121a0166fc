"""Searches seed bits that minimize the error of the layers' outputs on samples of the model's
inputs: error feedback, bias correction, bits by sensitivity."""

from seedlite.search.calibrated.network import encode_calibrated
