"""Removes channels that say nothing: the same bits come out, from a smaller network."""

from seedlite.prepare.dead_channels.removal import remove_dead_channels
