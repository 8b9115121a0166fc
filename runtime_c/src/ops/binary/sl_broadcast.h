// SPDX-License-Identifier: Apache-2.0
// Walks two broadcast operands row by row, a row being axis 0.
#ifndef SEEDLITE_KERNELS_BROADCAST_H
#define SEEDLITE_KERNELS_BROADCAST_H

#include <stdbool.h>

#include "sl_elementwise.h"

// Start at {0, 0, {0}}.
typedef struct {
  uint32_t a, b;  // element offsets of the current row
  uint32_t at[SL_MAX_RANK];
} sl_broadcast_row;

// Moves to the next row; false behind the last.
static inline bool sl_broadcast_next(const sl_broadcast *broadcast, sl_broadcast_row *row) {
  for (uint32_t axis = 1; axis < broadcast->axes; axis++) {
    row->a += broadcast->a_stride[axis];
    row->b += broadcast->b_stride[axis];
    if (++row->at[axis] < broadcast->extent[axis]) return true;
    row->at[axis] = 0;
    row->a -= broadcast->a_stride[axis] * broadcast->extent[axis];
    row->b -= broadcast->b_stride[axis] * broadcast->extent[axis];
  }
  return false;
}

#endif
