"""Centralization-aware training: the regenerated weights stay what they are, and whatever else a
network has learns to live with them. Importing this package imports TensorFlow."""

from seedlite.training.session import Session
