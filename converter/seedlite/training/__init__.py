"""Centralization-aware training: all that is not regenerated adapts to the regenerated weights.
Importing this package imports TensorFlow."""

from seedlite.training.session import TrainingSession
from seedlite.training.tuning import Tuning
