// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PRELU_H
#define SEEDLITE_PRELU_H

#include "../binary/sl_broadcast.h"

typedef struct {
  sl_operand a, b;  // the input; the slopes of values below 0
  sl_broadcast broadcast;
  uint32_t output_offset;                // arena bytes
  int32_t multiplier, slope_multiplier;  // of values from 0 on; of products with a slope
  int8_t shift;                          // -31 ... 22
  int8_t slope_shift;                    // -31 ... 14
  int8_t a_zp, b_zp, output_zp;
} sl_prelu_params;

// PRELU; also in place.
void sl_prelu_s8(const void *params, const sl_frame *frame);

#endif
