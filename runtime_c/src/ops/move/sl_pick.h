// SPDX-License-Identifier: Apache-2.0
// Outputs whose values come from anywhere in an activation, axis by axis: the place of a value is
// the sum of one offset for each of its indices.
#ifndef SEEDLITE_PICK_H
#define SEEDLITE_PICK_H

#include "../../run/sl_program.h"

// Offsets in the input, in elements, for the indices 0 ... count - 1 of an axis of the output.
typedef struct {
  uint32_t count;
  const uint32_t *offsets;
} sl_pick_axis;

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t run;            // consecutive elements that lie alike in both: those of the inner axes
  sl_pick_axis outer, middle, inner;
} sl_pick_params;

// RESIZE_NEAREST_NEIGHBOR, MIRROR_PAD, GATHER, BATCH_TO_SPACE_ND.
void sl_pick_s8(const void *params, const sl_frame *frame);

#endif
