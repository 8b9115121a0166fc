// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_ADD_H
#define SEEDLITE_ADD_H

#include "../binary/sl_broadcast.h"

// ADD (TFLM: integer_ops/add.h). With m the larger input scale, a / (2 m) + b / (2 m) in units of
// 2^-SL_ADD_FRACTION_BITS, times 2 m / output scale. The output may be exactly where an operand of
// its size is.
typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t a_multiplier, b_multiplier, output_multiplier;
  int8_t a_shift, b_shift, output_shift;  // -31 ... 0
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_add_params;

void sl_add_s8(const void *params, const sl_frame *frame);

#endif
