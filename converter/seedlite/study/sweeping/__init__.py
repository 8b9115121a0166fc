"""Many conversions of one network, measured: over methods, batch sizes, bits and seeds."""
