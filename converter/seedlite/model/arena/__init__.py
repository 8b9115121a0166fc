"""The arena plan: the offset of each activation, stored as metadata OfflineMemoryAllocation
(SPEC.md, section 6)."""

from seedlite.model.arena.plan import (
    UNPLANNED,
    ArenaPlan,
    live_bytes,
    lower_bound,
    plan_arena,
    plan_metadata,
    planned_offsets,
)
