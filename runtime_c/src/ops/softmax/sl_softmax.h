// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SOFTMAX_H
#define SEEDLITE_SOFTMAX_H

#include "../unary/sl_elements.h"

typedef struct {
  sl_elements elements;
  uint32_t depth;      // elements of a row, 1 ... 4095; divides the count
  int32_t multiplier;  // beta * input scale, to Q5.26
  int32_t diff_min;    // <= 0; the exponential of smaller input differences is 0
  uint8_t shift;       // 1 ... 31
} sl_softmax_params;

// SOFTMAX over rows with an output scale of 1/256 and an output zero point of -128 (TFLM:
// reference/softmax.h).
void sl_softmax_s8(const void *params, const sl_frame *frame);

// Likewise, with int16 outputs, scale 1/65536 and zero point -32768.
void sl_softmax_s16(const void *params, const sl_frame *frame);

#endif
