"""Sweeps: many measured conversions of one network, over methods, batch sizes, bits and seeds."""
