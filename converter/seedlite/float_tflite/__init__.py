"""Quantizes float32 and dynamic-range `.tflite` models to int8. Needs the extra `[quantize]`;
importing this package does not, calling its function does."""

from seedlite.float_tflite.quantize import quantize
