"""Seed bits chosen with regard to what the layers' inputs are: error feedback, bias correction,
bits divided by sensitivity, from samples of the model's inputs."""

from seedlite.search.calibrated.network import encode_calibrated
