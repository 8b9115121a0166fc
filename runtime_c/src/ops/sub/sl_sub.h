// SPDX-License-Identifier: Apache-2.0
// SUB and SQUARED_DIFFERENCE: operands brought to a common scale, 1 / (2 m) of the larger input
// scale m, in units of 2^-fraction bits; also in place.
#ifndef SEEDLITE_SUB_H
#define SEEDLITE_SUB_H

#include "../binary/sl_broadcast.h"

typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t a_multiplier, b_multiplier, output_multiplier;
  int8_t a_shift, b_shift, output_shift;  // -31 ... 0
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_sub_params;

#define SL_SUB_FRACTION_BITS 20                // of inputs while they are subtracted
#define SL_SQUARED_DIFFERENCE_FRACTION_BITS 7  // of inputs while they are subtracted and squared

void sl_sub_s8(const void *params, const sl_frame *frame);
void sl_squared_difference_s8(const void *params, const sl_frame *frame);

#endif
