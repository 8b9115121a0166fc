"""Prepares any model of supported operators for the runtime, without changing a bit of its
outputs."""

from seedlite.prepare.checking.kinds import is_float
from seedlite.prepare.checking.reason import Reason
from seedlite.prepare.dead_channels.removal import remove_dead_channels
from seedlite.prepare.intermediates import with_intermediates
from seedlite.prepare.portable import added_operators, is_portable, pack_portable
from seedlite.prepare.requantization import output_range
from seedlite.prepare.runnable import (
    Deployable,
    deploy,
    deployable,
    prepare,
    ready_model,
    runnable,
)
from seedlite.prepare.stock import expand
