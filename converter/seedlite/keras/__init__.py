"""The Keras side: reading models and quantizing them to int8. Needs the extra `[keras]`;
importing this package does not, calling its functions does."""

from seedlite.keras.load import load_model
from seedlite.keras.quantize import quantize

__all__ = ["load_model", "quantize"]
