// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_MEAN_H
#define SEEDLITE_MEAN_H

#include "../../run/sl_program.h"
#include "../move/sl_walk.h"

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t output_count;
  uint32_t rows;       // rows of the walk for one output
  sl_walk walk;        // over the input, output by output
  int32_t zp_sum;      // input zero point * elements of an output, |zp_sum| <= 2^30
  int32_t multiplier;  // input scale / output scale / elements of an output
  int8_t shift;        // -31 ... 22
  int8_t output_zp;
} sl_mean_params;

// MEAN; an output has at most 2^23 elements.
void sl_mean_s8(const void *params, const sl_frame *frame);

#endif
