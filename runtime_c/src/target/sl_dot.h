// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_KERNELS_DOT_H
#define SEEDLITE_KERNELS_DOT_H

#include <stdint.h>

// Returns the sum of weights[i] * (input[i] - input_zp), modulo 2^32.
static inline uint32_t sl_dot_s8(const int8_t *weights, const int8_t *input, uint32_t count,
                                 int32_t input_zp) {
  uint32_t sum = 0;
  // |product| <= 128 * 255
  for (uint32_t i = 0; i < count; i++) sum += (uint32_t)(weights[i] * (input[i] - input_zp));
  return sum;
}

#endif
