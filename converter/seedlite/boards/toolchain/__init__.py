"""Builds firmware with the cross compiler, and reads what was built."""
