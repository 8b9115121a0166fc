// SPDX-License-Identifier: Apache-2.0
// Checks the order of the graph and the arena plan by walking the graph backwards with the set of
// live tensors: every tensor is written before it is used and only once, and no operator overwrites
// a live tensor, except in place (SPEC.md, section 6).
#ifndef SEEDLITE_PLAN_H
#define SEEDLITE_PLAN_H

#include "../format/sl_model.h"

// Returns `bytes` (< 2^32 - SL_ARENA_ALIGNMENT) rounded up to SL_ARENA_ALIGNMENT.
static inline uint32_t sl_aligned(uint32_t bytes) {
  return (bytes + SL_ARENA_ALIGNMENT - 1) / SL_ARENA_ALIGNMENT * SL_ARENA_ALIGNMENT;
}

typedef struct {  // four of them are on the stack
  uint32_t words[SL_MAX_TENSORS / 32];
} sl_tensor_set;

typedef struct {
  const sl_model *model;
  sl_tensor_set live;          // activations that are live at the current operator
  sl_tensor_set single_users;  // regenerated weights and variables of visited operators
  sl_tensor_set written;       // outputs of visited operators
  sl_tensor_set constants;     // already parsed; parsing once bounds the time for hostile files
  uint32_t end;                // highest end of visited activations, arena bytes
  uint32_t most;               // highest end of all activations, arena bytes
} sl_plan;

// Starts after the last operator. The functions that return bool return false on a fault.
bool sl_plan_begin(sl_plan *plan, const sl_model *model);

// Steps back into an operator: live are all tensors that are live while it runs, its inputs and
// outputs included.
bool sl_plan_enter(sl_plan *plan, const sl_node *node);

// Finds the lowest aligned arena offset at which `bytes` (< 2^31) overlap no live tensor; with more
// than MOST_SPANS live spans, the offset after all of them.
bool sl_plan_gap(const sl_plan *plan, uint32_t bytes, uint32_t *out_offset);

// Steps back out of the entered operator: its outputs are no longer live.
void sl_plan_leave(sl_plan *plan, const sl_node *node);

// Finishes before the first operator: only the graph's inputs may be live.
bool sl_plan_finish(sl_plan *plan);

#endif
