// SPDX-License-Identifier: Apache-2.0
// A walk over strided elements of a tensor, row by row, which kernels share.
#ifndef SEEDLITE_WALK_H
#define SEEDLITE_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "seedlite_format.h"

#define SL_WALK_ROW \
  (SL_MAX_RANK - 1)  // the innermost dimension, which kernels loop over themselves

// Strides are in elements, modulo 2^32, as slices may have negative ones. Unused dimensions come
// first and have extent 1.
typedef struct {
  uint32_t first;  // first element
  uint32_t extents[SL_MAX_RANK];
  uint32_t strides[SL_MAX_RANK];
} sl_walk;

typedef struct {
  uint32_t element;  // first element of the row
  uint32_t index[SL_WALK_ROW];
} sl_walk_position;

static inline sl_walk_position sl_walk_start(const sl_walk *walk) {
  sl_walk_position position = {walk->first, {0}};
  return position;
}

// Moves to the next row; false after the last one.
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
