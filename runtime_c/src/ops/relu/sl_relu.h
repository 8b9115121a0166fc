// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_RELU_H
#define SEEDLITE_RELU_H

#include "../unary/sl_elements.h"

typedef struct {
  sl_elements elements;
  int8_t min;
  int8_t max;
} sl_relu6_params;

// RELU6: clamps, and keeps the input's quantization.
void sl_relu6_s8(const void *params, const sl_frame *frame);

#endif
