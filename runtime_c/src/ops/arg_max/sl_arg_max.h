// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_ARG_MAX_H
#define SEEDLITE_ARG_MAX_H

#include "../../run/sl_program.h"

typedef struct {
  uint32_t input_offset;   // arena bytes; int8 [outer, depth, inner]
  uint32_t output_offset;  // arena bytes; int32 [outer, inner]
  uint32_t outer, depth, inner;
  int8_t flip;  // -1 for ARG_MIN, which is ARG_MAX of flipped bits; 0
} sl_arg_max_params;

// ARG_MAX, ARG_MIN along an axis: the first of equal values.
void sl_arg_max_s8(const void *params, const sl_frame *frame);

#endif
