"""Runs firmware in QEMU: outputs, exact instruction counts, estimated cycles."""
