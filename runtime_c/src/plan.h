// The order of the graph and the arena plan.
#ifndef SEEDLITE_PLAN_H
#define SEEDLITE_PLAN_H

#include "model.h"

// Checks, walking the graph backwards with the set of live tensors, that every tensor is written
// before it is used and once only, and that no operator writes where a live tensor lies (but a
// RESHAPE may keep its input's place). *out_bytes: the end of the highest activation.
bool sl_plan_check(const sl_model *model, uint32_t *out_bytes);

#endif
