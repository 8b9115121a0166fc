"""The Keras side: reading models and quantizing them to int8. Needs the extra `[keras]`;
importing this package does not, calling its functions does."""

from seedlite.keras.backend import import_keras
from seedlite.keras.load import load_model
from seedlite.keras.quantize import quantize
