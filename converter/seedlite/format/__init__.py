"""The numbers that Python and C share, written by `make format` from format/ (SPEC.md)."""
