// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_L2_NORMALIZATION_H
#define SEEDLITE_L2_NORMALIZATION_H

#include "../../run/sl_program.h"

typedef struct {
  uint32_t input_offset, output_offset;  // arena bytes
  uint32_t rows, depth;                  // depth: at most SL_MOST_NORM_DEPTH
  int8_t input_zp;
} sl_l2_normalization_params;

#define SL_MOST_NORM_DEPTH 33025u  // squares of at most 255 * 255 whose sum fits int32

// L2_NORMALIZATION of rows; the output's scale is 1/128, its zero point 0.
void sl_l2_normalization_s8(const void *params, const sl_frame *frame);

#endif
