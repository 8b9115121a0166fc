// SPDX-License-Identifier: Apache-2.0
// The order of the graph and the arena plan, checked by walking the graph backwards with the set of
// live tensors: every tensor is written before it is used and once only, and no operator writes
// where a live tensor lies, except in place (SPEC.md, section 6).
#ifndef SEEDLITE_PLAN_H
#define SEEDLITE_PLAN_H

#include "../format/sl_model.h"

typedef struct {  // four of them lie on the stack
  uint32_t words[SL_MAX_TENSORS / 32];
} sl_tensor_set;

typedef struct {
  const sl_model *model;
  sl_tensor_set live;         // activations, where the walk stands
  sl_tensor_set regenerated;  // weights that the walk has met
  sl_tensor_set written;      // by an operator that the walk has passed
  sl_tensor_set constants;    // met before: parsed once, which bounds the time for hostile files
  uint32_t end;               // of the highest activation met, arena bytes
  uint32_t most;              // end of the highest tensor with a place
} sl_plan;

// Starts behind the last operator. Those that may fault are then false.
bool sl_plan_begin(sl_plan *plan, const sl_model *model);

// Steps back into an operator: live is what is so while it runs, its inputs and outputs included.
bool sl_plan_enter(sl_plan *plan, const sl_node *node);

// The lowest aligned arena offset from which on `bytes` (< 2^31) touch nothing live; where the live
// tensors are in many pieces, one behind them all.
bool sl_plan_gap(const sl_plan *plan, uint32_t bytes, uint32_t *out_offset);

// Steps on, before the operator entered: its outputs are live no more.
void sl_plan_leave(sl_plan *plan, const sl_node *node);

// Before the first operator: only the graph's inputs may be live.
bool sl_plan_finish(sl_plan *plan);

#endif
