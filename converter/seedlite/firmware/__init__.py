"""Firmware for boards: found, built, sized, and run in the emulator."""
