// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_MUL_H
#define SEEDLITE_MUL_H

#include "../binary/sl_broadcast.h"

typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t multiplier;
  int8_t shift;  // -31 ... 30
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_mul_params;

void sl_mul_s8(const void *params, const sl_frame *frame);

#endif
