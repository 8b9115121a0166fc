// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_REDUCE_MAX_H
#define SEEDLITE_REDUCE_MAX_H

#include "../../run/sl_program.h"
#include "../move/sl_walk.h"

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t output_count;
  uint32_t rows;  // of the walk, for an output
  sl_walk walk;   // over the input, output by output
  int8_t flip;    // -1 for REDUCE_MIN, which is REDUCE_MAX of flipped bits; 0
} sl_reduce_max_params;

// REDUCE_MAX, REDUCE_MIN.
void sl_reduce_max_s8(const void *params, const sl_frame *frame);

#endif
