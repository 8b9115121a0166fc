"""Builds firmware with the cross compiler and analyzes the result."""
