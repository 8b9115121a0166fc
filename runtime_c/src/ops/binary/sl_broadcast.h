// SPDX-License-Identifier: Apache-2.0
// Walks two broadcast int8 operands row by row; a row is axis 0. The output may be exactly where an
// operand of its size is.
#ifndef SEEDLITE_BROADCAST_H
#define SEEDLITE_BROADCAST_H

#include <stdbool.h>

#include "../../run/sl_program.h"

// The strides of two operands along the output. Axis 0 is innermost; adjacent axes are merged where
// both operands are contiguous or repeated. Strides are in elements, 0 where an operand is
// repeated; on axis 0 they are 0 or 1.
typedef struct {
  uint32_t axes;  // 1 ... SL_MAX_RANK
  uint32_t extent[SL_MAX_RANK];
  uint32_t a_stride[SL_MAX_RANK];
  uint32_t b_stride[SL_MAX_RANK];
} sl_broadcast;

// Initialize with {0, 0, {0}}.
typedef struct {
  uint32_t a, b;  // element offsets of the current row
  uint32_t at[SL_MAX_RANK];
} sl_broadcast_row;

// Moves to the next row; false after the last one.
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
