// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_LOGISTIC_H
#define SEEDLITE_LOGISTIC_H

#include "../unary/sl_elements.h"

typedef struct {
  sl_elements elements;
  int32_t multiplier;  // from the input's scale to Q4.27
  int32_t radius;      // the output saturates where |input - input_zp| is at least this
  uint8_t shift;       // 0 ... 30
  int8_t input_zp;
} sl_logistic_params;

// LOGISTIC with an output scale of 1/256 and an output zero point of -128 (TFLM:
// integer_ops/logistic.h).
void sl_logistic_s8(const void *params, const sl_frame *frame);

#endif
