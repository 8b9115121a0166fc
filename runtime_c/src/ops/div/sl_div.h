// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DIV_H
#define SEEDLITE_DIV_H

#include "../binary/sl_broadcast.h"

typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t multiplier;
  int8_t shift;  // -31 ... SL_MOST_DIV_SHIFT
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_div_params;

#define SL_MOST_DIV_SHIFT 23

// DIV; also in place. By zero the quotient is the limit of the dividend's sign, 0 for 0.
void sl_div_s8(const void *params, const sl_frame *frame);

#endif
