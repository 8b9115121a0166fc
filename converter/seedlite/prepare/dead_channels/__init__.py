"""Removes channels without effect; outputs stay equal to the bit."""

from seedlite.prepare.dead_channels.removal import remove_dead_channels
