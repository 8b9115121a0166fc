"""The arena plan: where each activation lies, written into the file so that nothing is planned on
the device (metadata OfflineMemoryAllocation, SPEC.md section 6)."""

from seedlite.model.arena.plan import (
    UNPLANNED,
    Plan,
    live_bytes,
    lower_bound,
    plan_arena,
    plan_metadata,
)
