// SPDX-License-Identifier: Apache-2.0
// The loop over a tensor's shape that kernels share: elements that lie at strides in a tensor,
// visited row by row.
#ifndef SEEDLITE_WALK_H
#define SEEDLITE_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "seedlite_format.h"

#define SL_WALK_ROW \
  (SL_MAX_RANK - 1)  // the innermost dimension, which kernels loop over themselves

// Strides are in elements, modulo 2^32 as slices may run backwards. Unused dimensions come first
// and have extent 1.
typedef struct {
  uint32_t first;  // element at which the walk starts
  uint32_t extents[SL_MAX_RANK];
  uint32_t strides[SL_MAX_RANK];
} sl_walk;

typedef struct {
  uint32_t element;  // at which the row starts
  uint32_t index[SL_WALK_ROW];
} sl_walk_position;

static inline sl_walk_position sl_walk_start(const sl_walk *walk) {
  sl_walk_position position = {walk->first, {0}};
  return position;
}

// Moves to the next row; false behind the last one.
static inline bool sl_walk_next_row(const sl_walk *walk, sl_walk_position *position) {
  for (uint32_t d = SL_WALK_ROW; d-- > 0;) {
    position->element += walk->strides[d];
    if (++position->index[d] < walk->extents[d]) return true;
    position->element -= walk->extents[d] * walk->strides[d];
    position->index[d] = 0;
  }
  return false;
}

#endif
