// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SUM_H
#define SEEDLITE_SUM_H

#include "../../target/sl_fixedpoint.h"
#include "sl_sums.h"

// Returns the output of an accumulator, modulo 2^32.
static inline int8_t sl_output_of_sum(const sl_sum *sum, uint32_t accumulator) {
  int32_t fixed = (int32_t)(accumulator << SL_SUM_FRACTION_BITS);
  int32_t output = sl_multiply_by_quantized_multiplier(fixed, sum->multiplier, sum->shift);
  // |output| may come close to 2^31: add modulo 2^32, as TFLM does
  output = (int32_t)((uint32_t)output + (uint32_t)(int32_t)sum->output_zp);
  return sl_clamp_s8(output, INT8_MIN, INT8_MAX);
}

#endif
