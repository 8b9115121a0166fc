// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_MAXIMUM_H
#define SEEDLITE_MAXIMUM_H

#include "../binary/sl_broadcast.h"

typedef struct {
  sl_operand a, b;  // quantized as the output is
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int8_t flip;             // -1 for MINIMUM, which is MAXIMUM of flipped bits; 0
} sl_maximum_params;

// MAXIMUM, MINIMUM; also in place.
void sl_maximum_s8(const void *params, const sl_frame *frame);

#endif
