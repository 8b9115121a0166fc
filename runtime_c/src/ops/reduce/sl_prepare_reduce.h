// SPDX-License-Identifier: Apache-2.0
// What the preparation of operators that reduce axes has in common.
#ifndef SEEDLITE_PREPARE_REDUCE_H
#define SEEDLITE_PREPARE_REDUCE_H

#include "../move/sl_prepare_walk.h"

// The activations of a reduction, and a walk over the input: kept dimensions outside, reduced ones
// inside, so that the elements of an output follow on each other.
typedef struct {
  sl_unary unary;
  uint32_t count;  // elements that an output is made of
  uint32_t rows;   // of the walk, likewise
  sl_walk walk;
} sl_reduction;

// Input 1 names the axes, option 0 says whether they stay with extent 1. False on a fault.
bool sl_prepare_reduction(const sl_model *model, const sl_node *node, sl_reduction *out_reduction);

#endif
