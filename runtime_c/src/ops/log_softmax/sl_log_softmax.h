// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_LOG_SOFTMAX_H
#define SEEDLITE_LOG_SOFTMAX_H

#include "../unary/sl_elements.h"

typedef struct {
  sl_elements elements;
  uint32_t depth;        // elements of a row, 1 ... 4095; divides the count
  int32_t multiplier;    // input scale, to Q5.26
  int32_t inverse;       // 1 / (multiplier * 2^shift), from Q5.26 to input differences
  int32_t diff_min;      // <= 0; the exponential of smaller input differences is 0
  uint8_t shift;         // 1 ... 31
  int8_t inverse_shift;  // -31 ... 0
} sl_log_softmax_params;

// LOG_SOFTMAX over rows with an output scale of 1/16 and an output zero point of 127 (TFLM:
// reference/log_softmax.h).
void sl_log_softmax_s8(const void *params, const sl_frame *frame);

#endif
